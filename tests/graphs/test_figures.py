"""A figure is the same however it is written; another figure is not."""

import pytest

from graphs.turn.checking.figures import Figures, figures_of
from graphs.turn.checking.links import links_in


def supported(said: str, evidence: str) -> bool:
    known = Figures.of(evidence)
    return all(figure.is_in(known) for figure in figures_of(said, spelled=False))


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("14 days", "fourteen days"),
        ("fourteen days", "14 days"),
        ("14 Tage", "14 days"),
        ("vierzehn Tage", "14 days"),
        ("quatorze jours", "14 days"),
        ("$1,200", "1200 USD"),
        ("1.200 $", "$1,200"),
        ("1 200 €", "€1,200"),
        ("12,50 €", "€12.50"),
        ("1,490.50", "1490.50"),
        ("5%", "5 percent"),
        ("5 Prozent", "5%"),
        ("100k rows", "100,000 rows"),
        ("2 million", "2,000,000"),
        ("50 MB", "50MB"),
        ("3 March 2026", "2026-03-03"),
        ("3. März 2026", "March 3rd, 2026"),
        ("3 de marzo de 2026", "2026-03-03"),
        ("2026年3月3日", "3 March 2026"),
        ("on 03/04/2026", "April 3, 2026"),
        ("March 3", "2026-03-03"),
        ("2026", "3 March 2026"),
        ("5 pm", "17:00"),
        ("17 Uhr", "5:00 p.m."),
        ("30 days", "| Days | 30 |"),
        ("30", "30 days"),
        ("24/7", "24/7"),
    ],
)
def test_the_same_figure_in_another_form_counts(said: str, evidence: str) -> None:
    assert supported(said, evidence)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("15 days", "14 days"),
        ("zwölf Tage", "14 days"),
        ("14 months", "14 days"),
        ("3 weeks", "3 days"),
        ("€1,200", "$1,200"),
        ("$12", "$120"),
        ("1.5 GB", "15 GB"),
        ("50 GB", "50 MB"),
        ("5%", "5 days"),
        ("3 April 2026", "2026-03-03"),
        ("March 3, 2027", "2026-03-03"),
        ("6 pm", "17:00"),
    ],
)
def test_another_figure_or_another_unit_does_not_count(said: str, evidence: str) -> None:
    assert not supported(said, evidence)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://Example.com/a.", {"example.com/a"}),
        ("See www.example.com/a/", {"example.com/a"}),
        ("Write to Help@example.com!", {"help@example.com"}),
        ("[x](//evil.test/p)", {"evil.test/p"}),
        ("go to evil.test now", {"evil.test"}),
        ("javascript:alert(1)", {"javascript:alert(1"}),
        ("Choose e.g. Import. Then save.", set()),
        ("Version 2.10 is out", set()),
    ],
)
def test_addresses_are_found_with_and_without_a_scheme(text: str, links: set[str]) -> None:
    assert links_in(text) == links
