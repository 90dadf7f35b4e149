"""The one public way from text to mentions; the command, spaCy and everything else call it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from entities.document import Document, Page, read_document
from entities.finders import FINDERS, LATER_FINDERS
from entities.gazetteer import catalog
from entities.gazetteer.index import NameIndex, compile_index
from entities.gazetteer.load import Gazetteer
from entities.model import Annotation, Candidate, Mention, Rejection, Step
from entities.resolution import Resolution, Unresolved, resolve_surface
from entities.resolve import Chooser, Reading, choose_spans
from entities.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Names on their own are resolved from this probability up: the best F1 on the training variants, half of them unknown.
RESOLVE_FLOOR = 0.35


@dataclass(frozen=True, slots=True)
class Explanation:
    """An annotation with everything that was looked at and turned down.

    Attributes:
        annotation: What was found; every mention has its steps.
        rejections: What was not taken and why, in raw offsets, by start.
    """

    annotation: Annotation
    rejections: tuple[Rejection, ...]


class Annotator:
    """Finds mentions of the entities of its gazetteers in texts.

    Args:
        gazetteers: Names of built-in gazetteers and paths of YAML files, or a loaded `Gazetteer`; None for all
            built-in ones.
        settings: Options; None for the defaults.

    Raises:
        UnknownGazetteerError: A gazetteer is neither built in nor a file.
        GazetteerError: A gazetteer file has problems; all are listed.
    """

    def __init__(
        self, gazetteers: Gazetteer | Iterable[str] | None = None, *, settings: Settings | None = None
    ) -> None:
        if isinstance(gazetteers, str):
            gazetteers = [gazetteers]
        if not isinstance(gazetteers, Gazetteer):
            gazetteers = catalog.load(None if gazetteers is None else tuple(str(name) for name in gazetteers))
        self._gazetteer = gazetteers
        self._settings = settings or Settings()
        self._index = _index_of(gazetteers)

    @property
    def gazetteer(self) -> Gazetteer:
        """The entities that this annotator knows."""
        return self._gazetteer

    @property
    def settings(self) -> Settings:
        """The options in force."""
        return self._settings

    def annotate(self, text: str, *, title: str | None = None) -> Annotation:
        """Find the mentions in one text.

        Args:
            text: Raw text: plain, HTML, or HTML escaped as JSON.
            title: The text's title if it is known from elsewhere; it helps to tell repeats of it from body text.

        Returns:
            The annotation; offsets are code points of its `.text`, which has the length of the text given.
        """
        document = read_document(text, self._index, title=title)
        chosen, _ = self._find(document, None)
        return self._finish(document, chosen)

    def annotate_many(self, texts: Iterable[str]) -> Iterator[Annotation]:
        """Annotate texts one after the other, as they come.

        Args:
            texts: Any iterable of raw texts.

        Yields:
            One annotation a text, in order.
        """
        for text in texts:
            yield self.annotate(text)

    def resolve(self, surface: str) -> Resolution | None:
        """Resolve one name on its own.

        Args:
            surface: A name in any form.

        Returns:
            The entity that it most likely names, or None if that is too unlikely.
        """
        found = self.resolve_or_reason(surface)
        return found if isinstance(found, Resolution) else None

    def resolve_many(self, surfaces: Iterable[str]) -> Iterator[Resolution | None]:
        """Resolve names one after the other; see `resolve`."""
        return map(self.resolve, surfaces)

    def resolve_or_reason(self, surface: object) -> Resolution | Unresolved:
        """Resolve one name, or say why not; see `resolve`."""
        floor = max(self._settings.min_score, RESOLVE_FLOOR)
        return resolve_surface(surface, self._index, self._gazetteer, floor)

    def explain(self, text: str) -> Explanation:
        """Annotate one text and keep what was turned down.

        Args:
            text: Raw text.

        Returns:
            The annotation and every rejected candidate with the rule that turned it down.
        """
        document = read_document(text, self._index)
        rejections: list[Rejection] = []
        chosen, losers = self._find(document, rejections)
        rejections.extend(
            Rejection(
                loser.start,
                loser.end,
                loser.entities,
                loser.method,
                "overlapped",
                document.text[winner.start : winner.end],
            )
            for loser, winner in losers
        )
        annotation = self._finish(document, chosen)
        kept = {(mention.start, mention.end) for mention in annotation.mentions}
        raw = [_in_raw(rejection, document.page) for rejection in rejections]
        raw = [item for item in raw if (item.start, item.end) not in kept]
        raw.sort(key=lambda item: (item.start, item.end, item.method, item.reason))
        return Explanation(annotation, tuple(dict.fromkeys(raw)))

    def _find(
        self, document: Document, rejections: list[Rejection] | None
    ) -> tuple[list[Candidate], list[tuple[Candidate, Candidate]]]:
        """Return the candidates that hold, and each that lost with the one that it lost to."""
        found = [item for finder in FINDERS for item in finder(document, self._index, rejections)]
        chosen, losers = choose_spans(found)
        if self._settings.variants:
            later = [
                item for finder in LATER_FINDERS for item in finder(document, self._index, chosen, rejections)
            ]
            if later:
                chosen, more = choose_spans([*chosen, *later])
                losers = [*losers, *more]
        return chosen, losers

    def _finish(self, document: Document, chosen: list[Candidate]) -> Annotation:
        page = document.page
        chooser = Chooser(document, chosen, self._gazetteer, self._settings)
        readings = [
            reading for reading in map(chooser.read, chosen) if reading.score >= self._settings.min_score
        ]
        make = _MentionMaker(document, self._index)
        return Annotation(page.raw, page.language, page.zones, tuple(map(make.mention, readings)))


class _MentionMaker:
    """Turns readings in folded offsets into mentions in raw offsets."""

    def __init__(self, document: Document, index: NameIndex) -> None:
        self._page = document.page
        self._folded = document.text
        self._clean = document.page.cleaned.aligned.text
        self._index = index
        self._zone_starts = [zone.start for zone in document.page.zones]
        # Most plain texts have no layers, so every offset is its own.
        self._plain = not document.page.folded.layers

    def mention(self, reading: Reading) -> Mention:
        """Return the mention of a reading."""
        candidate, entity = reading.candidate, reading.entity
        start, end = low, high = candidate.start, candidate.end
        if not self._plain:
            low, high = self._page.to_clean(start, end)
            start, end = self._page.folded.to_raw(start, end)
        paragraph, sentence = self._page.units.locate(low)
        text, clean = self._page.raw[start:end], self._clean[low:high]
        folded = self._folded[candidate.start : candidate.end]
        # The listed form that is written exactly so says more than another one that folds to the same.
        form = clean if clean in self._index.listed[entity.id] else reading.form
        steps = reading.steps
        if folded != clean:
            steps = (Step("fold", "characters", clean, folded), *steps)
        if clean != text:
            steps = (Step("clean", "markup", text, clean), *steps)
        return Mention(
            start,
            end,
            text,
            entity.id,
            entity.type,
            self._index.labels[entity.id],
            candidate.method,
            round(reading.score, 4),
            form,
            self._page.zones[bisect_right(self._zone_starts, start) - 1].label,
            paragraph,
            sentence,
            steps,
            reading.alternatives,
        )


@lru_cache(maxsize=4)
def _index_of(gazetteer: Gazetteer) -> NameIndex:
    return compile_index(gazetteer)


def _in_raw(rejection: Rejection, page: Page) -> Rejection:
    start, end = page.folded.to_raw(rejection.start, rejection.end)
    return Rejection(start, end, rejection.entities, rejection.method, rejection.reason, rejection.detail)
