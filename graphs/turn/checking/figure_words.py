"""Words that figures are written with, in the languages that answers are checked in."""

from typing import Final

_NUMBERS: Final = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix-sept dix-huit dix-neuf vingt",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
    "quattordici quindici sedici diciassette diciotto diciannove venti",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze "
    "dezesseis dezessete dezoito dezenove vinte",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien twintig",
}
_TENS: Final = {
    30: "thirty dreißig trente treinta trenta trinta dertig",
    40: "forty vierzig quarante cuarenta quaranta quarenta veertig",
    50: "fifty fünfzig cinquante cincuenta cinquanta cinquenta vijftig",
    60: "sixty sechzig soixante sesenta sessanta sessenta zestig",
    70: "seventy siebzig setenta settanta zeventig",
    80: "eighty achtzig ochenta ottanta oitenta tachtig",
    90: "ninety neunzig noventa novanta negentig",
    100: "hundred hundert cent cien cento cem honderd",
}
_ARTICLES: Final = frozenset("un uno um een one eins six sei once".split())
"""Also articles, or words of another language: no numbers."""

NUMBER_WORDS: Final[dict[str, int]] = {
    word: value
    for words in _NUMBERS.values()
    for value, word in enumerate(words.split())
    if word not in _ARTICLES
} | {word: value for value, words in _TENS.items() for word in words.split()}
NUMBER_WORDS["one"] = 1
NUMBER_WORDS["six"] = 6

_MONTHS: Final = (
    "january jan januar janvier janv enero gennaio januari janeiro",
    "february feb februar février févr febrero febbraio februari fevereiro",
    "march mar märz mars marzo maart março",
    "april apr avril avr abril aprile",
    "may mai mayo maggio mei maio",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet juil julio luglio julho",
    "august aug août agosto augustus",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober okt octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dicembre dezembro",
)
MONTHS: Final = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

_UNITS: Final = {
    "second": "second seconds sec secs sekunde sekunden seconde secondes segundo segundos secondo "
    "secondi seconden 秒",
    "minute": "minute minutes min mins minuten minuto minutos minuti minuut 分钟 分",
    "hour": "hour hours hr hrs stunde stunden heure heures hora horas ora ore uur uren 小时 時間",
    "day": "day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen 天 日",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken 周 "
    "週間",
    "month": "month months monat monate monaten mois mes meses mese mesi mês maand maanden 个月 "
    "ヶ月",
    "year": "year years yr yrs jahr jahre jahren an ans année années año años anno anni ano anos "
    "jaar jaren 年",
    "kB": "kb kib kilobyte kilobytes",
    "MB": "mb mib megabyte megabytes mégaoctets",
    "GB": "gb gib gigabyte gigabytes gigaoctets",
    "TB": "tb tib terabyte terabytes téraoctets",
    "%": "% percent per-cent prozent pourcent percento procent",
    "USD": "$ us$ usd dollar dollars us-dollar dólares dollari",
    "EUR": "€ eur euro euros",
    "GBP": "£ gbp pound pounds pfund livres libras sterline",
    "CHF": "chf franken",
    "JPY": "¥ jpy yen 円",
    "INR": "₹ inr rupees",
}
UNITS: Final = {word: unit for unit, words in _UNITS.items() for word in words.split()}

MAGNITUDES: Final = {
    "k": 1e3,
    "thousand": 1e3,
    "tausend": 1e3,
    "mille": 1e3,
    "mil": 1e3,
    "duizend": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "millionen": 1e6,
    "millones": 1e6,
    "milioni": 1e6,
    "milhões": 1e6,
    "miljoen": 1e6,
    "billion": 1e9,
    "milliarde": 1e9,
    "milliarden": 1e9,
    "milliards": 1e9,
}
