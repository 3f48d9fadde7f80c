"""What a reading says of person, time, denial, quotation and contrast."""

from __future__ import annotations

import pytest

from moderation.detection import Turn, explain, read
from moderation.detection.engine import _PACKS, _REPAIRER
from moderation.detection.signal import log_odds, number, points
from moderation.folding import folds_of, shown
from tests.detection.batteries import RANK, rows

ACTS = ("hang myself", "drown myself", "end my existence", "jump off a bridge", "take all my pills")


def level(text: str, language: str = "en") -> str:
    return read(text, language=language).level


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "frame",
    [
        "i want to {}",
        "i'm going to {} tonight",
        "im gonna {}",
        "it's not that i don't want to {}",
        "i don't want to {} but i think i'm going to",
        "last night i wanted to {} and i still do",
        "if he leaves me i will {}",
        "i want to stop wanting to {}",
    ],
)
def test_affirmed_act_is_a_crisis(frame: str, act: str) -> None:
    assert level(frame.format(act)) == "crisis"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "frame",
    [
        "i don't want to {}",
        "i would never {}",
        "even if i lost everything i wouldn't {}",
        "ten years ago i wanted to {}, today i love my life",
        "my doctor asked if i wanted to {} and i honestly said no",
        'the song goes "i want to {}" over and over',
        'in chapter four the hero says "i want to {}" and i cried',
        "omg this spreadsheet makes me want to {} haha send coffee",
    ],
)
def test_act_taken_back_in_its_own_clause_is_not_a_crisis(frame: str, act: str) -> None:
    assert level(frame.format(act)) != "crisis"


def test_suppression_holds_for_its_clause_only() -> None:
    assert level("i used to be happy. i used to paint. now i want to die") == "crisis"
    assert level("years ago i was fine, i have decided to kill myself") == "crisis"


def test_someone_else_in_danger_is_a_crisis_about_another() -> None:
    reading = read("my friend says she is going to kill herself tonight", language="en")
    assert (reading.level, reading.about) == ("crisis", "other")


def test_worry_about_someone_is_a_concern() -> None:
    reading = read("my son keeps saying he wishes he was dead, how do i help", language="en")
    assert (reading.level, reading.about) == ("concern", "other")


def test_question_to_someone_is_an_offer_of_support() -> None:
    reading = read("are you thinking about killing yourself?", language="en")
    assert reading.level == "none"
    assert "offer_of_support" in reading.categories


def test_recovery_is_recognised_as_such() -> None:
    reading = read("eight years ago i tried to end my life, today i am grateful to be alive", language="en")
    assert reading.level == "none"
    assert "recovery" in reading.categories


def test_severity_rises_with_intent_and_preparation() -> None:
    texts = (
        "i feel worthless",
        "i wish i was dead",
        "i think about killing myself",
        "i am going to kill myself",
        "i wrote goodbye letters to my kids",
    )
    assert [read(text, language="en").severity for text in texts] == [1, 2, 3, 4, 5]


def test_laughter_does_not_silence_an_act() -> None:
    assert level("lol i took 40 pills haha") == "crisis"


def test_short_answer_is_understood_from_its_question() -> None:
    asked = Turn(same_author=False, text="are you safe right now?", is_question=True)
    assert read("no", language="en", context=[asked]).level == "crisis"
    assert read("no", language="en").level == "none"
    assert read("yes i am", language="en", context=[asked]).level == "none"
    tea = Turn(same_author=False, text="do you want tea?", is_question=True)
    assert read("no", language="en", context=[tea]).level == "none"


def test_short_message_leans_on_what_its_author_said_before() -> None:
    before = Turn(same_author=True, text="i have the pills in my hand and want to die", is_question=False)
    assert read("ok i did it", language="en", context=[before]).level == "crisis"
    assert read("ok i did it", language="en").level == "none"


def test_language_without_a_pack_is_not_understood_rather_than_none() -> None:
    assert level("das Wetter ist schön heute", "de") == "not_understood"
    assert level("привет, как у вас дела сегодня", "en") == "not_understood"
    assert level("quiero morir, ayuda bitte", "de") == "crisis"


def test_every_pack_reads_every_text() -> None:
    assert level("quiero morirme", "en") == "crisis"
    assert level("i want to kill myself", "es") == "crisis"


def test_contact_details_are_found_with_their_place() -> None:
    text = "write to me at ana@example.org or on 07700 900123"
    found = {(f.rule, text[f.start : f.end]) for f in read(text, language="en").findings}
    assert ("email", "ana@example.org") in found
    assert ("telephone", "07700 900123") in found


@pytest.mark.parametrize(
    "text", ["call 116 123 or 988", "it was on 12.05.2019", "text HOME to 741741", "ring 0800 1111 now"]
)
def test_helplines_and_dates_are_not_contact_details(text: str) -> None:
    assert not read(text, language="en").findings


def test_encouragement_is_a_finding_of_its_own() -> None:
    text = "honestly you should kill yourself"
    assert [f.kind for f in read(text, language="en").findings] == ["method_detail"]


def test_what_urges_somebody_is_folded_with_its_sentence_and_nothing_around_it() -> None:
    text = "i had tea. honestly you should kill yourself, he wrote. then i went to bed"
    folds = folds_of(read(text, language="en").findings, [("body", text)], "\n")
    assert shown(text, folds["body"]).text == "i had tea. […] then i went to bed"


def test_explanation_quotes_the_words_it_stands_on() -> None:
    text = "i want to k1ll myself"
    assert any("k1ll myself" in line for line in explain(read(text, language="en"), text))


def test_sensitivity_never_lowers_intent() -> None:
    text = "i am going to kill myself tonight"
    assert {read(text, language="en", sensitivity=s).level for s in ("calmer", "usual", "careful")} == {"crisis"}
    assert RANK["crisis"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "gave my guitar to my brother. i've picked sunday",
        "sitting on the bridge, nobody knows where i am",
        "le regalé la guitarra a mi hermano y ya elegí el día",
    ],
)
def test_ingredients_that_say_nothing_alone_say_much_together(text: str) -> None:
    assert level(text) == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "gave my guitar to my brother",
        "we picked sunday for the picnic",
        "walked across the bridge and had coffee",
        "she gave her guitar to a friend in a song called the bridge",
    ],
)
def test_one_ingredient_alone_is_no_crisis(text: str) -> None:
    assert level(text) != "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "the kettle is on and the window is open, the garden smells of rain tonight",
        "we sat by the river this evening and shared a flask of tea",
        "i checked into a little hotel today, the conference is tomorrow",
    ],
)
def test_a_place_and_a_time_of_day_alone_are_nothing(text: str) -> None:
    assert level(text) == "none"


def test_an_open_window_at_night_is_a_note_at_most() -> None:
    assert level("the kettle is on and the window is open, so here i am again tonight") != "crisis"


def test_words_that_sound_like_a_crisis_raise_nothing_by_themselves() -> None:
    weights, kinds = _PACKS[0].signal, _PACKS[0].kinds
    words = {word for row in rows("en") if row.split == "dev" for word in row.text.lower().split() if word.isalpha()}
    loud = sorted(words, key=lambda word: (-weights.crisis.get(number(word), 0), word))[:12]
    assert points(log_odds(loud, weights, kinds)) > 0
    assert all(level(f"tea {word} tea") != "crisis" for word in loud)


@pytest.mark.parametrize(
    ("text", "language"),
    [("I want {}", "en"), ("I am at the {}", "en"), ("I took my pills", "en"), ("quiero {}", "es")],
)
def test_a_few_words_with_one_that_nobody_knows_are_nothing(text: str, language: str) -> None:
    assert level(text.format("zorblex"), language) == "none"


def test_old_story_is_not_a_crisis_of_today() -> None:
    text = "Five years ago I had a bad winter. I had picked the day. Today I love my life and I help at the library."
    assert level(text) != "crisis"


def test_denial_takes_a_hint_back() -> None:
    assert level("i haven't picked a day and i'm not saving my pills, promise") != "crisis"


@pytest.mark.parametrize("ending", ["", " anyway how is everybody?", " so how was your day?"])
def test_question_at_the_end_does_not_make_a_question_of_what_was_told(ending: str) -> None:
    assert level("he is choking me again, i locked myself in the bathroom" + ending) == "crisis"


def test_same_words_are_one_ingredient_whatever_they_are_taken_for() -> None:
    assert level("the house is quiet tonight") != "crisis"
    assert level("i will see my mum tonight") != "crisis"
    assert level("walked over the bridge to town, lovely sunset") != "crisis"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ya dejé todo arreglado para el viaje", "es"),
        ("todo está preparado para la mudanza, solo falta cerrar la maleta", "es"),
        ("handed in my notice and i've picked monday for the interview", "en"),
    ],
)
def test_what_something_is_for_explains_hints(text: str, language: str) -> None:
    assert level(text, language) != "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "counted my tablets out into the box for the week",
        "i'm on the bridge and the view is unbelievable",
        "i won't be here on monday, i've got the dentist",
    ],
)
def test_an_everyday_reason_explains_what_is_ready_or_absent(text: str) -> None:
    assert level(text) != "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "i'm on the bridge and the view is lovely and i don't want to live anymore",
        "i'm on the bridge. the view is lovely.",
        "tried last night. i'm going to try again when my flatmate leaves for work",
        "i've picked the date, there are tickets on the table for the boys, goodbye everyone",
    ],
)
def test_an_everyday_reason_explains_nothing_beside_a_wish_a_farewell_or_a_sentence_of_its_own(text: str) -> None:
    assert level(text) == "crisis"


def test_what_something_is_for_never_explains_an_intent() -> None:
    assert level("i am going to kill myself tonight, everything is packed for the trip") == "crisis"


def test_a_cue_does_not_speak_twice() -> None:
    """The words around a concern make it a crisis only if there are others than its own."""
    hand_over = "gave my guitar to my brother"
    assert level(hand_over) != "crisis"
    assert level(f"{hand_over}. the voices want me to go with them and i will") == "crisis"


def test_only_short_single_words_are_kept_in_memory() -> None:
    read("zorblex wantsnothingmoreever tonightiwillgoaway", language="en")
    kept = _REPAIRER._looked_at
    assert "zorblex" in kept
    assert all(word.isalpha() and len(word) <= 10 for word in kept)
    for at in range(5000):
        _REPAIRER.repair("q" + "".join(chr(97 + int(digit)) for digit in str(at)))
    assert len(kept) <= 4000


def test_a_rule_does_not_reach_from_one_sentence_into_the_next() -> None:
    assert level("i want to. kill myself is the name of a song by them") != "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "i've wanted to hang myself for years",
        "i no longer care if i drown myself",
        "i don't want anything else but to end my existence",
        "i said i wouldn't act on it. i lied",
        "my friend took a load of pills",
        "i\nwant\nto\nbe\ndead\ntonight\nand\ni\nwill\nbe",
    ],
)
def test_a_denial_taken_back_and_a_wish_that_lasts_are_a_crisis(text: str) -> None:
    assert level(text) == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "no i don't want to hang myself, i'm just tired",
        "if he had not come i should be dead, i thank him every day",
        "i lied to my boss about the bus",
        "i don't want to wake up early",
    ],
)
def test_what_is_denied_lends_its_words_to_nothing_else(text: str) -> None:
    assert level(text) != "crisis"


def test_a_saying_silences_nothing_that_stands_elsewhere() -> None:
    crisis = "my kids deserve a mum who isn't me, so i'm going to fix that tonight"
    assert level(crisis) == "crisis"
    assert level(f"{crisis}. what did you all have for tea? this heat is killing me, i had soup") == "crisis"


def test_pills_that_are_packed_or_put_away_are_not_taken() -> None:
    for text in ("take all your meds with you in the hand luggage", "we should take all the medicine out of the house"):
        assert level(text) == "none"
    assert level("i want to take all my pills with wine") == "crisis"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i created an account for the vets in my unit, my s1 told me to", "en"),
        ("the local manager listed the areas where external work is possible", "en"),
        ("a mi edad y con suerte llego al puerto del sur", "es"),
    ],
)
def test_real_words_are_not_mended_into_words_of_danger(text: str, language: str) -> None:
    assert level(text, language) == "none"


def test_what_others_did_or_asked_is_not_said_of_oneself() -> None:
    assert level("our chaplain spoke of those who commit suicide and of their families") != "crisis"
    assert level("the doctor asked me if i was suicidal, just routine") != "crisis"
    assert level("i want to commit suicide") == "crisis"
    assert level("i am suicidal and alone") == "crisis"


def test_the_worry_of_an_illness_is_no_wish_to_die() -> None:
    assert level("i convince myself i'm going to die of every headache") != "crisis"
    assert level("i'm going to die tonight, i have decided") == "crisis"


def test_a_month_that_money_is_paid_in_is_no_day_that_was_chosen() -> None:
    assert level("paid off the car, so it's 275 a month less, and the card is next on the list") != "crisis"
