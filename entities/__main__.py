"""`python -m entities` is the command `entities`."""

from entities.cli.main import main

if __name__ == "__main__":
    main()
