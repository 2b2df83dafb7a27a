"""Text files that do not say which encoding they are in."""

import time

import pytest

from knowledge.extract.decode import decoded

HEAD = "# FAQ\n\nContact support at help@acme.com or see https://acme.com for the status page.\n\n"
TEXTS = {
    "Как вернуть товар? Заполните форму и отправьте посылку в течение 14 дней.": (
        *("cp1251", "koi8-r", "cp866", "iso-8859-5"),
    ),
    "Jak zwrócić towar? Wypełnij formularz i wyślij paczkę w ciągu 14 dni. Żółta łódź.": (
        *("iso-8859-2", "cp1250"),
    ),
    "Jak vrátit zboží? Vyplňte formulář a odešlete balík. Příliš žluťoučký kůň.": (
        *("iso-8859-2", "cp1250"),
    ),
    "Hogyan küldhetem vissza a terméket? Töltse ki az űrlapot, és küldje vissza.": ("cp1250",),
    "Ürünü nas\u0131l iade ederim? Paketi gönderin, şifre değiştirin.": ("iso-8859-9", "cp1254"),
    "Πώς επιστρέφω ένα προϊόν; Συμπληρώστε τη φόρμα και στείλτε το δέμα.": ("iso-8859-7",),
    "איך מחזירים מוצר? מלאו את הטופס ושלחו את החבילה תוך 14 יום.": ("cp1255",),
    "商品を返品するにはどうすればよいですか\uff1fフォームに記入して送ってください。": (
        *("shift_jis", "euc-jp", "iso-2022-jp"),
    ),
    "如何退货\uff1f请填写表格并在14天内寄回包裹。退款将在五个工作日内退回。": ("gb18030", "gb2312"),
    "如何退貨\uff1f請填寫表格並在14天內寄回包裹。退款將在五個工作日內退回。": ("big5",),
    "상품을 어떻게 반품하나요? 양식을 작성하고 소포를 보내주세요.": ("euc-kr",),
}
WRITTEN = [(text, encoding) for text, encodings in TEXTS.items() for encoding in encodings]


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
def test_text_of_any_script_is_read_alone_and_among_plain_english(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text
    assert decoded((HEAD + text).encode(encoding)) == HEAD + text


@pytest.mark.parametrize(
    "text",
    [
        "It\u2019s easy \u2014 press \u201cSave\u201d.",
        "Only 5 \u20ac, or \u00a320, at 20 \u00b0C and 5 m\u00b3",
        "\u00bd cup of caf\u00e9 cr\u00e8me",
        "Gr\u00fc\u00dfe aus der Stra\u00dfe in M\u00fcnchen",
        "\u00bfQu\u00e9 a\u00f1o?",
        "S\u00e3o Paulo, a\u00e7\u00e3o",
        "Malm\u00f6, \u00c5re, \u00c6r\u00f8",
        "L\u2019\u0153uvre d\u00e9j\u00e0 vue",
    ],
)
def test_a_few_letters_of_western_europe_are_enough(text: str) -> None:
    assert decoded(text.encode("cp1252")) == text


def test_a_stray_byte_does_not_spoil_text_in_utf_8() -> None:
    text = "Die Gebühr beträgt 5 € für größere Pakete \u2013 überall. "
    assert decoded((text * 3).encode() + b"Caf\xe9.") == f"{text * 3}Caf\ufffd."


@pytest.mark.parametrize(
    ("said", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "It\u2019s 5 €"),
        ("gb2312", "gbk", "朱镕基\uff1a退货"),
        ("koi8-r", "koi8-r", "Да"),
    ],
)
def test_names_of_encodings_mean_what_browsers_take_them_for(
    said: str, encoding: str, text: str
) -> None:
    page = f"<meta charset={said}><p>{text}".encode(encoding)
    assert decoded(page, is_html=True).endswith(text)


def test_long_text_of_unknown_encoding_is_told_by_its_beginning() -> None:
    text = "Как вернуть товар? Заполните форму и отправьте посылку.\n" * 40_000
    before = time.process_time()
    assert decoded(text.encode("koi8-r")) == text
    assert time.process_time() - before < 4
