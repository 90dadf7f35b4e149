"""The one public way from text to mentions; the command, spaCy and everything else call it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from entities.document import Document, Page, read_document
from entities.finders import FINDERS, LAST_FINDERS, LATER_FINDERS, REVIEWERS, UNKNOWN_FINDERS
from entities.finders.gloss_rules import gloss_of
from entities.gazetteer import catalog
from entities.gazetteer.index import NameIndex, compile_index
from entities.gazetteer.load import Gazetteer
from entities.model import Annotation, Candidate, Mention, Rejection, Step, Suggestion
from entities.nested import find_nested
from entities.resolution import Resolution, Unresolved, resolve_surface
from entities.resolve import choose_spans
from entities.senses import Reading, Senses
from entities.settings import Settings
from entities.text.clean import clean_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from entities.finders import LaterFinder

# Characters of a sentence that a suggestion shows; enough for one in nearly all news.
_CONTEXT = 200


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
        if not self._settings.nested:
            chosen, _ = self._find(document, None)
            return self._finish(document, chosen, None)
        # Names inside longer ones are looked at only by those who ask for what is turned down.
        rejections: list[Rejection] = []
        chosen, losers = self._find(document, rejections)
        inner = _Inner([loser for loser, _ in losers], rejections)
        return self._finish(document, chosen, None, inner)

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
        return resolve_surface(surface, self._index, self._gazetteer, self._settings.min_score)

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
        inner = _Inner([loser for loser, _ in losers], list(rejections)) if self._settings.nested else None
        annotation = self._finish(document, chosen, rejections, inner)
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
        variants, unknown = self._settings.variants, self._settings.unknown
        stages: tuple[tuple[LaterFinder, ...], ...] = (
            LATER_FINDERS if variants else (),
            (*(UNKNOWN_FINDERS if unknown else ()), *(LAST_FINDERS if variants or unknown else ())),
        )
        for stage in stages:
            # What is dropped must not speak for what is found next.
            for review in REVIEWERS:
                chosen = review(document, self._index, chosen, rejections)
            for finder in stage:
                if later := finder(document, self._index, chosen, rejections):
                    chosen, more = choose_spans([*chosen, *later])
                    losers = [*losers, *more]
        return chosen, losers

    def _finish(
        self,
        document: Document,
        chosen: list[Candidate],
        rejections: list[Rejection] | None,
        inner: _Inner | None = None,
    ) -> Annotation:
        page = document.page
        senses = Senses(document, chosen, self._gazetteer, index=self._index, settings=self._settings)
        readings: list[Reading] = []
        for candidate in chosen:
            reading = senses.read(candidate)
            if reading is not None and reading.score >= self._settings.min_score:
                readings.append(reading)
            elif rejections is not None:
                why = ("only-a-word", candidate.forms[0])
                if reading is not None:
                    why = ("below-min-score", f"{reading.score:.2f}")
                rejections.append(
                    Rejection(candidate.start, candidate.end, candidate.entities, candidate.method, *why)
                )
        make = _MentionMaker(document, self._index)
        mentions = tuple(map(make.mention, readings))
        if inner is not None:
            nested = self._nested(document, chosen, readings, inner)
            mentions = tuple(
                mention._replace(nested=tuple(map(make.mention, nested[reading.candidate.start])))
                if reading.candidate.start in nested
                else mention
                for reading, mention in zip(readings, mentions, strict=True)
            )
        return Annotation(page.raw, page.language, page.zones, mentions, tuple(make.suggestions(mentions)))

    def _nested(
        self, document: Document, chosen: list[Candidate], readings: list[Reading], inner: _Inner
    ) -> dict[int, list[Reading]]:
        """Return the readings of the names inside mentions, by the start of the mention."""
        found = find_nested(document, readings, inner.losers, inner.rejections, self._gazetteer)
        everything = sorted(
            (*chosen, *(item for items in found.values() for item in items)),
            key=lambda item: (item.start, -item.end),
        )
        # Senses of their own: what stands inside a longer name must not speak for the mentions.
        senses = Senses(document, everything, self._gazetteer, index=self._index, settings=self._settings)
        return {
            start: [
                reading
                for reading in map(senses.read, items)
                if reading is not None and reading.score >= self._settings.min_score
            ]
            for start, items in found.items()
        }


class _Inner(NamedTuple):
    """What may be a name inside a longer mention: what lost to others, and what was turned down."""

    losers: list[Candidate]
    rejections: list[Rejection]


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
        form = clean if clean in self._index.listed.get(entity.id, ()) else reading.form
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
            self._index.labels.get(entity.id, reading.form),
            candidate.method,
            round(reading.score, 4),
            form,
            self._page.zones[bisect_right(self._zone_starts, start) - 1].label,
            paragraph,
            sentence,
            steps,
            reading.alternatives,
            reading.ambiguous,
        )

    def suggestions(self, mentions: Iterable[Mention]) -> Iterator[Suggestion]:
        """Yield what the text explains, from the mentions that stand where it does so."""
        for mention in mentions:
            if mention.method != "gloss":
                continue
            pattern, (low, high), _ = gloss_of(mention)
            if low <= mention.start and mention.end <= high:
                yield Suggestion(
                    mention.text,
                    mention.entity,
                    mention.name,
                    pattern,
                    mention.start,
                    mention.end,
                    self._context(mention),
                )

    def _context(self, mention: Mention) -> str:
        """Return the sentence of a mention, without what is far from it."""
        start, end = self._page.units.sentences[mention.sentence]
        sentence = self._clean[start:end]
        place = sentence.find(clean_fragment(mention.text))
        if len(sentence) > _CONTEXT and place >= 0:
            first = max(0, min(place - _CONTEXT // 2, len(sentence) - _CONTEXT))
            sentence = sentence[first : first + _CONTEXT]
        return " ".join(sentence.split())


@lru_cache(maxsize=4)
def _index_of(gazetteer: Gazetteer) -> NameIndex:
    return compile_index(gazetteer)


def _in_raw(rejection: Rejection, page: Page) -> Rejection:
    start, end = page.folded.to_raw(rejection.start, rejection.end)
    return Rejection(start, end, rejection.entities, rejection.method, rejection.reason, rejection.detail)
