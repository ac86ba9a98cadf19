"""Made-up customers of made-up books: names of companies in several countries, and how banks and payers spell them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

_OPENINGS = ("Bor", "Cal", "Dun", "El", "Fal", "Gar", "Hol", "Ist", "Jor", "Kel", "Lam", "Mor", "Nor", "Or", "Pel")
_MIDDLES = ("va", "ri", "den", "mi", "lan", "so", "ber", "tu", "gen", "ne", "ro", "sta", "wi", "le", "ka")
_ENDINGS = ("sson", "quist", "mont", "hardt", "well", "ger", "tini", "vec", "nen", "dal", "ford", "rup", "lier", "büll")
_TRADES = {
    "DE": ("Maschinenteile", "Großküchen", "Fördertechnik", "Feinmechanik", "Gartenbau", "Verlag", "Messgeräte"),
    "FR": ("Charpente", "Électronique", "Papeterie", "Outillage", "Équipements", "Vignobles", "Menuiserie"),
    "GB": ("Packaging", "Instruments", "Interiors", "Freight", "Fasteners", "Optics", "Catering Supplies"),
    "US": ("Hardware", "Analytics", "Outdoor", "Medical Supply", "Coatings", "Tooling", "Brands"),
}
_FORMS = {
    "DE": ("GmbH", "GmbH & Co. KG", "AG", "KG", "OHG", "e.K."),
    "FR": ("SAS", "SARL", "SA", "SNC"),
    "GB": ("Ltd", "Limited", "PLC", "LLP"),
    "US": ("Inc.", "LLC", "Corp.", "Co."),
    "CN": ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司"),
}
_PLACES = {"DE": ("Kassel", "Lübeck", "Jena"), "FR": ("Nantes", "Brest"), "GB": ("Leeds", "York"), "US": ("Ohio",)}
_CITIES = ("嘉兴", "绍兴", "常州", "南通", "中山", "珠海", "烟台", "潍坊", "芜湖", "徐州")
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
}
CURRENCY = {"DE": "EUR", "FR": "EUR", "GB": "GBP", "US": "USD", "CN": "CNY"}
_LATIN_FORMS = tuple(form for country, forms in _FORMS.items() if country != "CN" for form in forms)


@dataclass(frozen=True, slots=True)
class Company:
    """A customer as the ledger knows it."""

    customer_id: str
    name: str
    country: str
    currency: str
    english: str  # a Chinese company's name abroad, "" for others
    account: str  # "" where the master data do not have it
    pays_from: str  # account on its payments, "" where the bank does not show it
    parent: str  # customer id of the head of its group, "" for none


def companies(count: int, lookalikes: float, draw: Random) -> list[Company]:
    """Make customers.

    Args:
        count: how many.
        lookalikes: share of them (0..1) that differ from another only by place, trade or a syllable.
        draw: source of chance.
    """
    made: list[Company] = []
    taken: set[str] = set()
    while len(made) < count:
        country = draw.choice(("DE", "FR", "GB", "US", "CN", "CN"))
        brand = _chinese_brand(draw) if country == "CN" else _brand(draw)
        for _ in range(1 + (draw.random() < lookalikes) * draw.randint(1, 2)):
            name, english = (_chinese(brand, draw)) if country == "CN" else (_western(brand, country, draw), "")
            if name in taken or len(made) >= count:
                continue
            taken.add(name)
            number = "".join(draw.choices("0123456789", k=16))
            account = {"DE": "DE", "FR": "FR", "GB": "GB"}.get(country, "") + number
            made.append(
                Company(
                    customer_id=f"K{20000 + len(made)}",
                    name=name,
                    country=country,
                    currency=CURRENCY[country],
                    english=english,
                    account=account if draw.random() < 0.4 else "",
                    pays_from=account if draw.random() < 0.6 else "",
                    parent=draw.choice(made).customer_id if made and draw.random() < 0.06 else "",
                )
            )
    return made


def _brand(draw: Random) -> str:
    return draw.choice(_OPENINGS) + draw.choice(_MIDDLES) + draw.choice(_ENDINGS)


def _western(brand: str, country: str, draw: Random) -> str:
    words = [brand, draw.choice(_TRADES[country])]
    if draw.random() < 0.25:
        words.insert(1, "& " + _brand(draw))
    if draw.random() < 0.2:
        words.append(draw.choice(_PLACES[country]))
    return " ".join([*words, draw.choice(_FORMS[country])])


def _chinese_brand(draw: Random) -> str:
    return draw.choice(_BRANDS) + draw.choice(_BRANDS)


def _chinese(brand: str, draw: Random) -> tuple[str, str]:
    city, trade, form = draw.choice(_CITIES), draw.choice(sorted(_CHINESE_TRADES)), draw.choice(_FORMS["CN"])
    english = f"{latin(city)} {latin(brand)} {_CHINESE_TRADES[trade]} Co., Ltd."
    return (f"{city}{brand}{trade}{form}" if draw.random() < 0.85 else f"{brand}({city}){trade}{form}"), english


def latin(text: str) -> str:
    """Chinese characters as one capitalised word of their readings."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text)).capitalize()


def spelt(company: Company, level: float, draw: Random) -> tuple[str, str]:
    """The payer's name on a bank line, and the style of the spelling.

    Args:
        company: who pays.
        level: difficulty, 1 for ordinary noise; more of it above.
        draw: source of chance.
    """
    if draw.random() < 0.08 * level:
        return "", "missing"
    if draw.random() > 0.55 * min(level, 1.5):
        return company.name, "clean"
    if company.country == "CN":
        style = draw.choice(("english_upper35", "pinyin_upper35", "fullwidth", "no_suffix", "typo"))
    else:
        style = draw.choice(("upper35", "no_suffix", "word_order", "abbrev", "typo", "typo"))
    return SPELLINGS[style](company, draw), style


def _upper35(company: Company, _draw: Random) -> str:
    plain = company.name.replace("ß", "ss")
    for letter, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        plain = plain.replace(letter, two)
    flat = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return flat.upper()[:35].strip()


def _no_suffix(company: Company, _draw: Random) -> str:
    if company.country == "CN":
        for form in sorted(_FORMS["CN"], key=len, reverse=True):
            if company.name.endswith(form):
                return company.name[: -len(form)]
        return company.name
    for form in sorted(_LATIN_FORMS, key=len, reverse=True):
        if company.name.endswith(" " + form):
            return company.name[: -len(form) - 1]
    return company.name


def _word_order(company: Company, draw: Random) -> str:
    words = company.name.split()
    draw.shuffle(words)
    return " ".join(words)


def _abbrev(company: Company, draw: Random) -> str:
    words = company.name.split()
    at = draw.randrange(min(2, len(words)))
    words[at] = words[at][0] + "." if draw.random() < 0.5 else words[at][:5] + "."
    return " ".join(words)


def _typo(company: Company, draw: Random) -> str:
    letters = list(company.name)
    at = draw.randrange(1, max(len(letters) - 4, 2))
    if company.country == "CN":
        letters[at] = draw.choice(_BRANDS)
    elif draw.random() < 0.5:
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    else:
        letters[at] = draw.choice("aeinrst")
    return "".join(letters)


def _english(company: Company, _draw: Random) -> str:
    return company.english.upper().replace(".", "")[:35].strip()


def _pinyin(company: Company, _draw: Random) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(company.name.replace("(", "").replace(")", ""))).upper()[:35].strip()


def _fullwidth(company: Company, _draw: Random) -> str:
    return company.name.replace("(", "\N{FULLWIDTH LEFT PARENTHESIS}").replace(")", "\N{FULLWIDTH RIGHT PARENTHESIS}")


SPELLINGS = {
    "upper35": _upper35,
    "no_suffix": _no_suffix,
    "word_order": _word_order,
    "abbrev": _abbrev,
    "typo": _typo,
    "english_upper35": _english,
    "pinyin_upper35": _pinyin,
    "fullwidth": _fullwidth,
}
