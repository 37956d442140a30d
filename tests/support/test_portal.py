"""What a reader gives is changed and ended by a mailed link, without a password, and the ledger learns of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tamizdat.demo.providers.stripe_books import LASTS, NOTICE, Books
from tamizdat.demo.providers.stripe_portal import SENT
from tamizdat.demo.providers.stripe_readers import Card, Mail
from tamizdat.support.models import Pledge
from tests.site.browser import chromium
from tests.support.conftest import NOW, House, ours, truth

READER = "somebody@mail.example"


@pytest.fixture
def mails(house: House) -> Iterator[list[Mail]]:
    found: list[Mail] = []
    house.books.posted = found.append
    yield found
    house.books.posted = lambda mail: None


def asks(house: House, path: str, **form: str) -> str:
    with urlopen(house.pay.address + path, urlencode(form).encode() or None, timeout=10) as answer:
        return str(answer.read().decode())


def gives(house: House, rhythm: str = "monthly", amount: int = 500, card: Card | None = None) -> Pledge:
    pledge = house.opens(rhythm, amount)
    card = card or Card()
    card.email = READER
    house.pays(pledge, card)
    house.sweeps()
    return pledge


def fresh(pledge: Pledge) -> tuple[str, int]:
    pledge.refresh_from_db()
    return pledge.state, pledge.amount


def test_a_reader_changes_sum_and_card_and_ends_it_in_a_browser(house: House, mails: list[Mail]) -> None:
    pledge = house.opens("monthly", 500)
    house.books.things[pledge.remote]["success_url"] = f"{house.pay.address}/portal"  # no page of thanks is served here
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{house.pay.address}/pay/{pledge.remote}")
        page.fill("[name=email]", READER)
        page.get_by_role("button", name="Pay").click()
        page.fill("[name=email]", READER)
        page.get_by_role("button", name="Mail me the link").click()
        assert SENT in page.inner_text("main")
        (mail,) = mails
        page.goto(house.pay.portal(mail.token))
        page.get_by_label("Another sum").fill("nine")
        page.get_by_role("button", name="Change the sum").click()
        assert "That is no sum" in page.get_by_role("alert").inner_text()
        page.get_by_label("Another sum").fill("9,50")
        page.get_by_role("button", name="Change the sum").click()
        assert "9.50 USD every month" in page.inner_text("main")

        page.get_by_label("0002").check()
        page.get_by_role("button", name="Change the card").click()
        house.books.pass_time(32)
        assert [one.subject for one in mails[1:]] == ["Not paid: 9.50 USD"]
        page.goto(house.pay.portal(mails[-1].token))
        assert "turned down" in page.inner_text("main")
        page.get_by_label("4242").check()
        page.get_by_role("button", name="Change the card").click()
        assert "turned down" not in page.inner_text("main")

        page.get_by_role("button", name="End it").click()
        page.get_by_role("button", name="Go on after all").click()
        page.get_by_role("button", name="End it").click()
    house.sweeps()
    assert fresh(pledge) == ("ending", 950)
    house.books.pass_time(62)
    house.sweeps()

    assert fresh(pledge) == ("ended", 950)
    assert sorted(pledge.entries.filter(sort="payment").values_list("amount", flat=True)) == [500, 950]
    assert ours() == truth(house.books)


def test_the_ledger_learns_of_each_change(house: House, mails: list[Mail]) -> None:
    pledge = gives(house)
    address, gift = f"/portal/{house.books.link_for(READER, LASTS)}", house.subscription(pledge)
    for form, state in (
        ({"act": "change", "sum": "9.50"}, "active"),
        ({"act": "end"}, "ending"),
        ({"act": "keep"}, "active"),
        ({"act": "card", "card": "0643"}, "active"),
    ):
        asks(house, address, gift=gift, **form)
        house.sweeps()
        assert fresh(pledge) == (state, 950)
    house.books.pass_time(32)
    house.sweeps()

    assert fresh(pledge) == ("past_due", 950)  # a card of a country at risk is refused here too
    assert ours() == truth(house.books)


def test_before_a_yearly_payment_its_reader_is_told_once_and_may_end_it(house: House, mails: list[Mail]) -> None:
    pledge = gives(house, "yearly", 5_000)
    house.books.pass_time(365 - NOTICE.days - 1)
    assert mails == []
    for _ in range(4):
        house.books.pass_time(0.5)
    (notice,) = mails
    assert (notice.to, notice.subject) == (READER, "A year is over: 50 USD on 2027-11-25")

    asks(house, f"/portal/{notice.token}", gift=house.subscription(pledge), act="end")
    house.books.pass_time(30)
    house.sweeps()

    assert fresh(pledge) == ("ended", 5_000)
    assert pledge.entries.filter(sort="payment").count() == 1


def test_each_year_has_a_notice_of_its_own_and_months_have_none(house: House, mails: list[Mail]) -> None:
    gives(house, "yearly", 5_000)
    gives(house, "monthly")
    house.books.pass_time(366 * 3)

    assert [re.search(r"on (\d{4})", one.subject)[1] for one in mails] == ["2027", "2028", "2029"]  # type: ignore[index]


def test_who_does_not_pay_is_written_a_few_times_and_no_more(house: House, mails: list[Mail]) -> None:
    pledge = gives(house, card=Card(good_for=1))
    house.books.pass_time(300)
    house.sweeps()

    assert [one.subject for one in mails] == ["Not paid: 5 USD"] * 3 + ["Ended: 5 USD"]
    assert fresh(pledge)[0] == "ended"


def test_what_is_given_back_is_written_to_its_reader(house: House, mails: list[Mail]) -> None:
    pledge = gives(house, "once", 700)
    house.stripe.refund(house.charge(pledge), "once")
    house.stripe.refund(house.charge(pledge), "a day later, by another key")

    assert [one.subject for one in mails] == ["Given back: 7 USD"]
    assert len(house.books.listed("refund")) == 1


def test_nobody_learns_who_gives(house: House, mails: list[Mail]) -> None:
    gives(house)

    assert asks(house, "/portal", email=READER) == asks(house, "/portal", email="nobody@mail.example")
    assert [one.to for one in mails] == [READER]


def test_a_link_opens_what_its_mailbox_gives_for_an_hour(house: House, mails: list[Mail]) -> None:
    mine = gives(house)
    other = house.opens("monthly", 800)
    house.pays(other, Card(email="other@mail.example"))
    asks(house, "/portal", email=READER.upper())
    address = f"/portal/{mails[0].token}"
    assert "5 USD every month" in asks(house, address)
    assert "8 USD" not in asks(house, address)
    for path, form in (
        (address, {"gift": house.subscription(other), "act": "end"}),
        (address + "x", {"gift": house.subscription(mine), "act": "end"}),
    ):
        with pytest.raises(HTTPError, match="404"):
            asks(house, path, **form)

    house.books.pass_time(1.1 / 24)

    with pytest.raises(HTTPError, match="404"):
        asks(house, address)
    house.sweeps()
    assert {one.state for one in Pledge.objects.filter(pk=mine.pk)} == {"active"}


def test_the_page_that_the_interface_opens_is_the_same(house: House) -> None:
    pledge = gives(house)
    address = house.stripe.manage(house.subscription(pledge), "https://herald.example/")

    assert "5 USD every month" in asks(house, address.removeprefix(house.pay.address))


def test_links_outlive_a_pause_of_the_demo() -> None:
    books = Books(NOW)
    token = books.link_for(READER)
    again = Books.from_json(books.as_json())

    assert again.behind(token) == []
    again.now += timedelta(hours=2)
    with pytest.raises(Exception, match="This link is over"):
        again.behind(token)
