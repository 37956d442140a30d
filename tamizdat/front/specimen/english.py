"""The specimen in English."""

from tamizdat.front.specimen.texts import Texts

ENGLISH = Texts(
    language="en",
    newsroom="The Harbour Herald",
    strapline="Printed abroad, read at home, since the spring the ferries stopped",
    sections=(
        "News",
        "Harbour",
        "Courts",
        "Money",
        "Islands",
        "Culture",
        "Opinion",
        "Handbook",
    ),
    policies=(
        "About us",
        "How we work",
        "Corrections",
        "Who pays for this",
        "Privacy",
        "Reading safely",
        "Contact",
    ),
    people=(
        "Vera Lind",
        "A. Stork",
    ),
    topics=(
        "Ferries",
        "Port authority",
        "Public money",
    ),
    headline="The ledger that nobody was meant to read shows where the ferry money went",
    deck=(
        "For eleven months the port paid for boats that never left the yard. We compared every invoice with the"
        " harbour log, and then asked the people who signed them."
    ),
    dateline="Port Luna",
    heading="A signature on every page",
    paragraphs=(
        "The book is bound in green cloth and smells of diesel. It lay on a shelf in the pilots’ canteen between"
        " a tide table and a thermos, and for most of a year anybody who came in for tea could have opened it."
        " Nobody did, because the label said <i>Paint, brushes, varnish</i>.",
        "Inside, in two hands, are 214 payments to a company called Northern Crossings. Each is marked as a"
        " sailing between the mainland and the outer islands. According to the harbour log, which is kept by"
        " other people in another building, <strong>on 163 of those days no ferry left the port at all</strong>.",
        "The sums are not large by the standards of the capital. Together they come to about four million crowns,"
        ' which is what the islands spend in two years on <a href="#main">their only school and its boat</a>. But'
        " they were paid every week, always on a Thursday, always just under the limit above which the council"
        " must be asked.",
        "We showed copies to three former accountants of the port. All of them recognised the form, two of them"
        " the handwriting. One asked us to leave, then called the next morning and told us which drawer the"
        " second book was in.",
        "The deputy harbour master did not answer our letters. His office said that sailings were planned in good"
        " faith and that weather is not in the gift of the authority. On the Thursdays in question the wind, says"
        " the lighthouse, was mostly light and from the south-west.",
        "What happened to the boats is simpler. Two are in the yard behind the fish market, up to their windows"
        " in nettles. The third was sold in March to a ferryman downriver, who was surprised to learn that it had"
        " been carrying passengers all summer.",
        "On the islands people stopped waiting long ago. They go over with the mussel boats now, four to a bench,"
        " and pay the skipper in petrol. The doctor comes on the first Sunday of the month if somebody fetches"
        " her.",
    ),
    quote=(
        "I signed what was put in front of me. Then one day I looked at the date, looked out of the window, and"
        " saw the boat standing on land.",
        "A former accountant of the port, who asked not to be named",
    ),
    entries=(
        "163 paid sailings on days without a ferry",
        "<b>4.1 million crowns</b>, paid on 49 Thursdays",
        "Two signatures, of which one belongs to a man who retired in 2019",
    ),
    statement="Every sailing that was paid for took place, or was called off because of weather.",
    who="The office of the deputy harbour master",
    basis="A letter of two pages, without documents",
    facts=(
        "How we counted",
        "We took every payment in the green book, looked up the day in the harbour log and in the lighthouse’s"
        " weather book, and counted a sailing as made if either of them mentioned a boat. Where a page was"
        " unreadable we counted it in the port’s favour.",
    ),
    pullout="On 163 of those days no ferry left the port at all.",
    see=(
        "Harbour log, all pages, as photographs",
        "214 pages; names of sailors are covered",
    ),
    caption=("The ferry Petrel in the yard behind the fish market, where she has stood since last autumn."),
    credit="I. Tern for The Harbour Herald",
    alt="A white ferry on wooden blocks, nettles up to the windows",
    wrong="Nine of the payments bear one signature.",
    right="Eleven of the payments bear one signature.",
    letter=(
        "To our readers",
        "This story took four people seven months. Two of them still live where it happens, so we cannot thank"
        " them by name. Nobody paid us for it but readers. If you can, help us with the next one; if you cannot,"
        " read it and hand it on.",
    ),
    banner=(
        "We are printed by readers.",
        "Our site is blocked at home. 2,140 people keep it open for everybody else.",
    ),
    promise="Every Friday morning. Free, and nobody learns that you read it.",
    headlines=(
        "Court frees the two pilots after nine weeks, and keeps their boat",
        "Bread in the island shops is dearer by a third: we asked the bakers why",
        "The lighthouse will be manned again from the first of December",
        "How a school of eleven pupils won against the ministry",
        "“We count the boats ourselves now”: a morning with the quay watchers",
        "Three questions to the harbour council that were not on the agenda",
        "The mussel season opens late, and without the northern banks",
        "Letters from the remand prison, fourth part",
        "What the new rules for small craft say, and what they leave out",
        "A choir without a hall sings in the cold store",
        "Who owns the road to the quay? Nobody can say",
        "Port workers put off their strike until the frost",
        "An old map, a new fence and forty metres of beach",
    ),
    decks=(
        "The judge read for eleven minutes. The boat, she said, is a matter for another court.",
        "Flour costs what it did in spring. The crossing does not.",
        "Two keepers, one dog and a radio that works on Sundays.",
        "The parents copied every form twice and sent one set abroad.",
    ),
    lists=(
        "Section",
        "Boats, berths and the people who live by them: what the port does, and who pays for it.",
    ),
    parts=(
        "The green book",
        "The Thursday payments",
        "What the islands say",
    ),
    newer_older=(
        "Stories 41 to 60",
        "Stories 1 to 20",
    ),
    act=(
        "How to help",
        "Remind me later",
    ),
)
