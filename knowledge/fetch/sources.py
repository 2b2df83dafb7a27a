"""Walk any source by its kind."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from core.vocabulary import SourceKind
from knowledge.extract.apart import Extractor
from knowledge.fetch.crawl import walk_crawl
from knowledge.fetch.folder import walk_folder
from knowledge.fetch.http import Fetcher
from knowledge.fetch.pages import walk_sitemap, walk_url
from knowledge.fetch.spec import FileStore, Item, Limits, SourceSpec, Validators
from knowledge.fetch.uploads import walk_uploads


@dataclass(frozen=True, slots=True)
class WalkTools:
    """What walking needs from outside; `extractor` belongs to one event loop."""

    files: FileStore
    fetcher: Fetcher
    extractor: Extractor


def walk_source(
    spec: SourceSpec, known: Mapping[str, Validators], tools: WalkTools, limits: Limits
) -> AsyncIterator[Item]:
    """Yield every file or page of the source once, in a stable order, one at a time.

    `known` holds what was kept with the documents that are published or staged: pages among them
    are asked for conditionally. Errors: `folder_missing`, and `file_unreadable` when the whole
    source cannot be read: then nothing is known about its documents.
    """
    match spec.kind:
        case SourceKind.FOLDER:
            return walk_folder(spec, limits)
        case SourceKind.URL:
            return walk_url(spec, known, tools.fetcher, limits)
        case SourceKind.SITEMAP:
            return walk_sitemap(spec, known, tools.fetcher, tools.extractor, limits)
        case SourceKind.CRAWL:
            return walk_crawl(spec, known, tools.fetcher, tools.extractor, limits)
        case SourceKind.FILES | SourceKind.ZIP | SourceKind.TEXT | SourceKind.ANSWERS:
            return walk_uploads(spec, tools.files, limits)
