"""Guess which language a text is in, from its letters and its smallest words.

A guess, used only where neither the person who imports nor the file says it, or where the file's word cannot be true
(an export that says "en" over Cyrillic text: the setting nobody changed).
"""

from __future__ import annotations

import re
from collections import Counter

_SMALL_WORDS: dict[str, str] = {
    "en": "the a of and to in that is was for on with as his her they at by from have not this are it an or who",
    "de": "der die und den das von zu mit sich des auf für ist im dem nicht ein eine als auch es",
    "fr": "le la les des et est en un une du que qui dans pour pas sur au par plus ne avec ce",
    "es": "el la de que y en los del se las por un para con no una su al lo como más",
    "pt": "o a de que e do da em um para com não uma os no se na por mais as dos ao",
    "it": "il di che e la in un per è non sono una con del della si le dei da al gli",
    "pl": "w i na z się nie do to że jest o jak po za od przez ale czy oraz dla",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi kadar sonra ise",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er ook die",
    "cs": "a v se na je že s z do o to i k za by pro jako ale od po které",
    "ro": "și în de la a cu pe că nu o din este un care pentru mai sunt",
    "ru": "и в не на что с по как это он из к у за от его но для так же был",
    "uk": "і в не на що з та до як це за від його але для є про у або був які",
    "be": "і ў не на што з да як гэта за ад яго але для пра ці быў таксама ён у",
    "bg": "и на да се не за от е са с по че като в това той ще без след",
    "sr": "и у је да на се за су од са не као али то који био ће",
    "ar": "في من على إلى أن عن التي مع هذا كان الذي هذه قال",
    "fa": "در به از که این را با است برای آن می های شد",
    "he": "של את על לא הוא גם כי זה עם אל היא",
}
_FEW = 3  # small words: fewer say nothing
_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("Cyrillic", "[а-яёіїєґўјљњћђџ]", "ru"),
    ("Arabic", "[\u0600-\u06ff]", "ar"),
    ("Hebrew", "[\u0590-\u05ff]", "he"),
    ("Greek", "[α-ωάέήίόύώ]", "el"),
    ("Georgian", "[\u10d0-\u10ff]", "ka"),
    ("Armenian", "[\u0561-\u0587]", "hy"),
    ("Thai", "[\u0e00-\u0e7f]", "th"),
    ("Devanagari", "[\u0900-\u097f]", "hi"),
    ("Bengali", "[\u0980-\u09ff]", "bn"),
    ("Burmese", "[\u1000-\u109f]", "my"),
    ("Hangul", "[\uac00-\ud7af]", "ko"),
    ("Kana", "[\u3040-\u30ff]", "ja"),
    ("Han", "[\u4e00-\u9fff]", "zh"),
    ("Latin", "[a-zà-öø-ÿāčďēęėěįłľńňőřšśťūůűźżžğışșț]", "en"),
)
_KAZAKH_TO_TAJIK: dict[str, str] = {"ә": "kk", "ұ": "kk", "ң": "kk", "ө": "kk", "ҳ": "tg", "ҷ": "tg", "ӯ": "tg"}


def looks_like(text: str) -> str:
    """The likeliest language (primary subtag) of a text; "" for a text without letters."""
    sample = text[:20_000].lower()
    script = script_of(sample)
    if not script:
        return ""
    if script == "Cyrillic" and (rare := Counter(letter for letter in sample if letter in _KAZAKH_TO_TAJIK)):
        return _KAZAKH_TO_TAJIK[rare.most_common(1)[0][0]]
    words = Counter(re.findall(r"[^\W\d_]+", sample))
    rivals = [name for name in _SMALL_WORDS if _script_of_language(name) == script]
    scores = {name: sum(words[word] for word in _SMALL_WORDS[name].split()) for name in rivals}
    best = max(scores, key=lambda name: scores[name], default="")
    default = next(language for name, _, language in _SCRIPTS if name == script)
    is_sure = best and scores[best] >= _FEW and scores[best] > 1.15 * scores.get(default, 0)
    return best if is_sure else default


def script_of(text: str) -> str:
    """The script most letters are in; Japanese is told from Chinese by its kana."""
    counts = {name: len(re.findall(letters, text.lower())) for name, letters, _ in _SCRIPTS}
    if counts["Kana"] > counts["Han"] * 0.1:
        counts["Kana"] += counts["Han"]
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def _script_of_language(language: str) -> str:
    return script_of(_SMALL_WORDS[language])


def chosen(text: str, declared: str, wished: str = "") -> str:
    """The language to file a text under: as wished, else as declared unless its script cannot be, else as it looks."""
    if wished:
        return wished
    guess = looks_like(text)
    said = declared.strip().replace("_", "-").split("-")[0].lower()
    if not re.fullmatch(r"[a-z]{2,3}", said):
        return guess or "en"
    if not guess or guess == said:
        return said
    return guess if _default_script(said) != script_of(text[:20_000]) or _is_plainly(text, guess, said) else said


def _is_plainly(text: str, guess: str, said: str) -> bool:
    """Whether a long text has many small words of one language and next to none of the one that was declared."""
    if guess not in _SMALL_WORDS or said not in _SMALL_WORDS:
        return False
    words = Counter(re.findall(r"[^\W\d_]+", text[:20_000].lower()))
    counts = [sum(words[word] for word in _SMALL_WORDS[name].split()) for name in (guess, said)]
    return counts[0] >= 40 and counts[0] > 3 * counts[1]


def _default_script(language: str) -> str:
    if language in _SMALL_WORDS:
        return _script_of_language(language)
    return next((name for name, _, of in _SCRIPTS if of == language), "Latin")
