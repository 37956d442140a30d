"""Every page of both editions, as files: sound HTML, a language and a direction, within the budget."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from tamizdat.front.budget import AIM, LIMIT, weight
from tests.site import nu
from tests.site.edition import Edition

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
# JSON-LD is no script that runs, and the checker does not know where the page will lie: neither breaks a policy.
NOT_SO = "Content Security Policy"


def html_faults(edition: Edition, folder: Path) -> list[str]:
    folder.mkdir(exist_ok=True)
    return [fault for fault in nu.faults(edition, folder, edition.pages) if NOT_SO not in fault]


def without_a_language(edition: Edition) -> list[str]:
    found = []
    for path, tree in edition.pages.items():
        language, direction = tree.get("lang"), tree.get("dir")
        if not language or direction != ("rtl" if language in RIGHT_TO_LEFT else "ltr"):
            found.append(f"{path}: lang={language!r} dir={direction!r}")
        if path[:3] in ("en/", "ru/", "ar/") and edition.kind(path) != "moved" and language != path[:2]:
            found.append(f"{path}: lies under {path[:2]} and says {language!r}")
    return found


def too_heavy(edition: Edition) -> list[str]:
    """Pages over what a frozen line lets through; a story aims lower, so that headers may be long."""
    found = []
    for path in edition.pages:
        most = AIM if edition.kind(path) in ("story", "part") else LIMIT
        if (bytes_ := weight(edition.read(path))) > most:
            found.append(f"{path}: {bytes_} bytes compressed, more than {most}")
    return found


def needing_more(edition: Edition) -> list[str]:
    """Whatever a page would have to fetch or run to be read: only its pictures may lie outside it."""
    found = []
    for path, tree in edition.pages.items():
        if edition.kind(path) == "reader":
            continue  # tests/client looks at what it does
        # An appeal counts in the browser how often it was shown; without that it is shown, and all else is as it was.
        # And it brings in what checks the pages that follow, where there is such a thing.
        counts = tree.xpath("//aside[@class='call']/script[not(@src)]|/html[@data-worker]//footer/script[not(@src)]")
        counts += tree.xpath("/html[@data-worker]//section[@class='device']/script[not(@src)]")
        counts += tree.xpath("//article[.//figure[@class='pic']/a]/script[not(@src)]")  # a larger picture
        counts += tree.xpath("//div[contains(@class, 'search')]/script[not(@src)]")
        data = tree.xpath("//script[@type='application/ld+json']")
        found += [f"{path}: a script" for one in tree.iter("script") if one not in counts + data]
        wanted = (
            "//link[@rel='stylesheet' or @rel='preload' or @rel='manifest']|//iframe|//object|//embed|//video|//audio"
        )
        found += [f"{path}: <{one.tag}>" for one in tree.xpath(wanted)]
        found += [f"{path}: {name}" for name in tree.xpath("//@*[starts-with(name(), 'on')]/..")]
        if not tree.xpath("//link[@rel='icon'][starts-with(@href, 'data:')]"):
            found.append(f"{path}: a browser would ask for favicon.ico")
        style = "".join(one.text or "" for one in tree.iter("style"))
        found += [f"{path}: the style fetches {word}" for word in ("url(", "@import") if word in style]
        found += [f"{path}: {html.tostring(one)!r} has no size" for one in tree.xpath("//img[not(@width and @height)]")]
        found += [f"{path}: {html.tostring(one)!r} has no alt" for one in tree.xpath("//img[not(@alt)]")]
        if not tree.xpath("//meta[@http-equiv='Content-Security-Policy']"):
            found.append(f"{path}: no policy")
    return found


def test_the_nu_html_checker_finds_nothing_wrong(edition: Edition, tmp_path: Path) -> None:
    assert html_faults(edition, tmp_path) == []


def test_every_page_says_its_language_and_direction(edition: Edition) -> None:
    assert without_a_language(edition) == []


def test_every_page_fits_a_line_that_freezes(edition: Edition) -> None:
    assert too_heavy(edition) == []


def test_a_page_is_whole_in_itself(edition: Edition) -> None:
    assert needing_more(edition) == []


def test_every_kind_of_page_is_there_in_every_language(edition: Edition) -> None:
    kinds = {(edition.kind(path), edition.language(path)) for path in edition.pages}

    everywhere = ("front", "story", "list", "corrections", "standing", "shelf")
    assert {(kind, language) for kind in everywhere for language in ("en", "ru")} <= kinds
    assert edition.of_kind("lost")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('<p id="x">1</p><p id="x">2</p>', "Duplicate ID"),
        ("<p><div>1</div></p>", "No “p” element in scope"),
        ("<p>\x08</p>", "Forbidden code point"),
        ('<a href="a b">1</a>', "Bad value"),
    ],
)
def test_the_checker_bites(odd_edition: Edition, tmp_path: Path, wrong: str, said: str) -> None:
    page = odd_edition.read("en/index.html").decode().replace("</main>", f"{wrong}</main>")

    found = nu.faults(odd_edition.having("en/index.html", page), tmp_path, ["en/index.html"])

    assert any(said in fault for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "judge"),
    [
        ('lang="en" dir="ltr"', 'dir="ltr"', without_a_language),
        ('lang="en" dir="ltr"', 'lang="en" dir="rtl"', without_a_language),
        ('lang="en" dir="ltr"', 'lang="ru" dir="ltr"', without_a_language),
        ("</head>", "<script>1</script></head>", needing_more),
        ("</head>", '<link rel="stylesheet" href="a.css"></head>', needing_more),
        ('href="data:,"', 'href="favicon.ico"', needing_more),
        ("<style>", "<style>@import 'x';", needing_more),
        ("</main>", "<img src=x alt=x></main>", needing_more),
        ("</main>", "<img src=x width=1 height=1></main>", needing_more),
        ("Content-Security-Policy", "Content-Type", needing_more),
        ("</main>", "".join(map(chr, range(0x4E00, 0x6800))) + "</main>", too_heavy),
    ],
)
def test_the_other_judges_bite(odd_edition: Edition, old: str, new: str, judge: object) -> None:
    path = odd_edition.of_kind("story")[-1] if "en" not in old else "en/2026/11/story-0.html"
    page = odd_edition.read(path).decode()
    planted = odd_edition.having(path, page.replace(old, new))

    assert old in page
    assert any(fault.startswith(path) for fault in judge(planted))
