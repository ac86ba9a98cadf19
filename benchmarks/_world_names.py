"""Made-up customers of made-up books: names of companies in many countries, and how banks and payers spell them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from random import Random

from benchmarks._world_mix import Mix

_OPENINGS = ("Bor", "Cal", "Dun", "El", "Fal", "Gar", "Hol", "Ist", "Jor", "Kel", "Lam", "Mor", "Nor", "Or", "Pel")
_MIDDLES = ("va", "ri", "den", "mi", "lan", "so", "ber", "tu", "gen", "ne", "ro", "sta", "wi", "le", "ka")
_ENDINGS = ("sson", "quist", "mont", "hardt", "well", "ger", "tini", "vec", "nen", "dal", "ford", "rup", "lier", "büll")
_TRADES = {
    "DE": ("Maschinenteile", "Großküchen", "Fördertechnik", "Feinmechanik", "Gartenbau", "Verlag", "Messgeräte"),
    "FR": ("Charpente", "Électronique", "Papeterie", "Outillage", "Équipements", "Vignobles", "Menuiserie"),
    "GB": ("Packaging", "Instruments", "Interiors", "Freight", "Fasteners", "Optics", "Catering Supplies"),
    "US": ("Hardware", "Analytics", "Outdoor", "Medical Supply", "Coatings", "Tooling", "Brands"),
    "CH": ("Uhrenteile", "Treuhand", "Präzision", "Apparatebau", "Seilbahnen"),
    "SE": ("Bygg", "Industri", "Möbler", "Skog", "Åkeri"),
    "NO": ("Fiskeri", "Elektro", "Rørleggeri", "Eiendom"),
    "FI": ("Rakennus", "Konepaja", "Sähkö", "Kuljetus"),
    "DK": ("Tømrer", "Byg", "Køkken", "Autoværksted"),
    "BE": ("Logistiek", "Bouw", "Chocolade", "Techniek"),
}
_FORMS = {
    "DE": ("GmbH", "GmbH & Co. KG", "AG", "KG", "OHG", "e.K.", "UG (haftungsbeschränkt)"),
    "FR": ("SAS", "SARL", "SA", "SNC", "EURL"),
    "GB": ("Ltd", "Limited", "PLC", "LLP"),
    "US": ("Inc.", "LLC", "Corp.", "Co."),
    "CN": ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司"),
    "CH": ("AG", "GmbH", "SA"),
    "SE": ("AB", "HB"),
    "NO": ("AS", "ASA"),
    "FI": ("Oy", "Oyj"),
    "DK": ("ApS", "A/S"),
    "BE": ("BV", "NV"),
}
_PLACES = {
    "DE": ("Kassel", "Lübeck", "Jena", "Würzburg"),
    "FR": ("Nantes", "Brest"),
    "GB": ("Leeds", "York"),
    "US": ("Ohio", "Texas"),
    "CH": ("Zug", "Bern"),
    "BE": ("Gent",),
}
_CITIES = ("嘉兴", "绍兴", "常州", "南通", "中山", "珠海", "烟台", "潍坊", "芜湖", "徐州", "惠州", "台州")
_BRANDS = "启恒越岚鼎沐诺凌栎泽弘昊瀚峻铭睿锦腾跃川"
_CHINESE_TRADES = {
    "电器": "Electric",
    "精工": "Precision",
    "纸业": "Paper",
    "纺织品": "Textiles",
    "橡塑": "Rubber and Plastics",
    "仪器仪表": "Instruments",
    "食品": "Food",
    "供应链管理": "Supply Chain",
    "进出口": "Import & Export",
    "信息技术": "Information Technology",
}
CURRENCY = {
    **{"DE": "EUR", "FR": "EUR", "GB": "GBP", "US": "USD", "CN": "CNY", "CH": "CHF"},
    **{"SE": "SEK", "NO": "NOK", "FI": "EUR", "DK": "DKK", "BE": "EUR"},
}
_COUNTRIES = (
    *(("CN",) * 32),
    *(("DE",) * 21),
    *(("FR",) * 12),
    *(("GB",) * 12),
    *(("US",) * 11),
    *("CH", "CH", "CH", "SE", "SE", "NO", "NO", "FI", "FI", "DK", "BE", "BE"),
)
_LATIN_FORMS = tuple(sorted({f for c, forms in _FORMS.items() if c != "CN" for f in forms}, key=len, reverse=True))
_CHINESE_FORMS = tuple(sorted(_FORMS["CN"], key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Company:
    """A customer as the ledger knows it."""

    customer_id: str
    name: str
    country: str
    currency: str
    english: str  # a Chinese company's name abroad, "" for others
    account: str  # as the master data have it, "" where they do not
    pays_from: str  # account on its payments, "" where the bank does not show it
    parent: str  # customer id of the head of its group, "" for none
    alias: str  # a second name in the master data, "" for none


def companies(count: int, mix: Mix, draw: Random) -> list[Company]:
    """Make customers, no two of one name; many share a family or brand name, as in life.

    Args:
        count: how many.
        mix: the knobs.
        draw: source of chance.
    """
    made: list[Company] = []
    taken: set[str] = set()
    brands = _brands(min(max(count // 6, 12), 3000), draw)
    while len(made) < count:
        country = draw.choice(_COUNTRIES)
        brand = draw.choice(_BRANDS) + draw.choice(_BRANDS) if country == "CN" else draw.choice(brands)
        for _ in range(1 + (draw.random() < mix.alike) * draw.randint(1, 2)):
            name, english = _chinese(brand, draw) if country == "CN" else (_western(brand, brands, country, draw), "")
            if name in taken or len(made) >= count:
                continue
            taken.add(name)
            number = "".join(draw.choices("0123456789", k=16))
            account = (country if country not in ("CN", "US") else "") + number
            head = draw.choice(made) if made and draw.random() < 0.065 else None
            if country == "CN" and draw.random() < 0.12:  # the ledger has its name abroad
                name, english = (english, english) if english not in taken else (name, english)
                taken.add(name)
            made.append(
                Company(
                    customer_id=f"K{20000 + len(made)}",
                    name=name,
                    country=country,
                    currency=CURRENCY[country],
                    english=english,
                    account=account if draw.random() < mix.known_account else "",
                    pays_from=account,
                    parent=head.customer_id if head and not head.parent else "",
                    alias=english if english != name and draw.random() < mix.alias * 2.5 else "",
                )
            )
    return made


def _brands(count: int, draw: Random) -> list[str]:
    every = [a + b + c for a in _OPENINGS for b in _MIDDLES for c in _ENDINGS]
    return draw.sample(every, count)


def _western(brand: str, brands: list[str], country: str, draw: Random) -> str:
    words = [brand, draw.choice(_TRADES[country])]
    if draw.random() < 0.25:
        words.insert(1, "& " + draw.choice(brands))
    if country in _PLACES and draw.random() < 0.2:
        words.append(draw.choice(_PLACES[country]))
    return " ".join([*words, draw.choice(_FORMS[country])])


def _chinese(brand: str, draw: Random) -> tuple[str, str]:
    city, trade, form = draw.choice(_CITIES), draw.choice(sorted(_CHINESE_TRADES)), draw.choice(_FORMS["CN"])
    english = f"{latin(city)} {latin(brand)} {_CHINESE_TRADES[trade]} Co., Ltd."
    return (f"{city}{brand}{trade}{form}" if draw.random() < 0.8 else f"{brand}({city}){trade}{form}"), english


@cache
def latin(text: str) -> str:
    """Chinese characters as one capitalised word of their readings."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text)).capitalize()


def spelt(company: Company, mix: Mix, draw: Random) -> tuple[str, str]:
    """The payer's name on a bank line, and the style of the spelling.

    Args:
        company: who pays.
        mix: the knobs.
        draw: source of chance.
    """
    if draw.random() < mix.nameless:
        return "", "missing"
    if draw.random() > mix.misspelt:
        return company.name, "clean"
    if company.name.isascii() or company.country != "CN":
        style = draw.choice(_LATIN_STYLES)
    else:
        style = draw.choice(_CHINESE_STYLES)
    name = SPELLINGS[style](company, draw)
    if style in ("no_suffix", "word_order") and draw.random() < 0.2:
        name = _plain(name).upper()
    return name, style


_LATIN_STYLES = (
    *("upper35", "upper35", "upper35", "upper35", "typo", "typo", "typo", "no_suffix", "no_suffix", "abbrev"),
    *("abbrev", "word_order", "truncated"),
)
_CHINESE_STYLES = (
    "english_upper35",
    "english_upper35",
    "pinyin_upper35",
    "fullwidth",
    "no_suffix",
    "no_suffix",
    "typo",
)


def _plain(text: str) -> str:
    """German letters in two, others without their marks."""
    for letter, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ø", "o"), ("æ", "ae"), ("å", "aa")):
        text = text.replace(letter, two).replace(letter.upper(), two.upper())
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _upper35(company: Company, _draw: Random) -> str:
    return _plain(company.name).upper()[:35].strip()


def _truncated(company: Company, draw: Random) -> str:
    return _plain(company.name).upper()[: draw.randint(14, 21)].strip()


def _no_suffix(company: Company, _draw: Random) -> str:
    forms = _LATIN_FORMS if company.name.isascii() or company.country != "CN" else _CHINESE_FORMS
    for form in (" Co., Ltd.", *forms):
        if company.name.endswith(form):
            return company.name[: -len(form)].strip()
    return company.name


def _word_order(company: Company, draw: Random) -> str:
    words = company.name.split()
    draw.shuffle(words)
    return " ".join(words)


def _abbrev(company: Company, draw: Random) -> str:
    words = company.name.split()
    at = draw.randrange(min(2, len(words)))
    words[at] = words[at][0] + "." if draw.random() < 0.4 else words[at][: draw.choice((4, 5))] + draw.choice((".", ""))
    return " ".join(words)


def _typo(company: Company, draw: Random) -> str:
    name = company.name if draw.random() < 0.5 else _plain(company.name).upper()
    letters = list(name)
    at, slip = draw.randrange(1, max(len(letters) - 1, 2)), draw.randrange(3)
    if slip == 0:
        letters[at] = draw.choice("aeioust" if letters[at] < "\u2e80" else _BRANDS)
    elif slip == 1:
        letters[at - 1], letters[at] = letters[at], letters[at - 1]
    else:
        del letters[at]
    return "".join(letters)


def _english(company: Company, _draw: Random) -> str:
    return company.english.upper()[:35].strip()


def _pinyin(company: Company, _draw: Random) -> str:
    from pypinyin import lazy_pinyin

    name = company.name.replace("(", " ").replace(")", " ")
    return " ".join("".join(lazy_pinyin(part)) for part in _parts(name)).upper()[:35].strip()


def _parts(name: str) -> list[str]:
    """The name cut into words: city, brand, trade, legal form."""
    cut: list[str] = []
    words = (*_CITIES, *_CHINESE_TRADES, "有限责任", "股份", "集团", "有限", "公司")
    at = 0
    while at < len(name):
        word = next((w for w in words if name.startswith(w, at)), "")
        if word or name[at] == " ":
            cut.append(word.strip())
            at += max(len(word), 1)
        else:
            step = 2 if at + 2 <= len(name) else 1
            cut.append(name[at : at + step].strip())
            at += step
    return [part for part in cut if part]


def _fullwidth(company: Company, _draw: Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in company.name)


SPELLINGS = {
    "upper35": _upper35,
    "truncated": _truncated,
    "no_suffix": _no_suffix,
    "word_order": _word_order,
    "abbrev": _abbrev,
    "typo": _typo,
    "english_upper35": _english,
    "pinyin_upper35": _pinyin,
    "fullwidth": _fullwidth,
}
