"""What people ask about being unwell: the fact first, and who says so.

What is not true is never repeated here, not even to deny it. An answer without a source says only what this place does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Question:
    """`sources` are names of publications, as one would look them up: they are not translated."""

    question: Any
    fact: Any
    more: Any
    sources: tuple[str, ...] = ()


WHO_REPORT = "World Health Organization, World mental health report, 2022"
WHO_DEPRESSION = "World Health Organization, Depressive disorder (depression), fact sheet"
ASKING = "Dazzi, Gribble, Wessely and Fear, Psychological Medicine, 2014 (doi 10.1017/S0033291714001299)"
GROUPS = "A review of group peer support, BMC Psychiatry, 2021 (doi 10.1186/s12888-021-03321-z)"
PEERS = "Lloyd-Evans and others, BMC Psychiatry, 2014 (doi 10.1186/1471-244X-14-39)"

ASKED = (
    Question(
        _("Am I the only one?"),
        _("About one in eight people in the world live with a mental health condition."),
        _("In a full bus, that is several people. Most of them look like anybody else."),
        (WHO_REPORT,),
    ),
    Question(
        _("Can it get better?"),
        _("Yes. There is treatment that works, for mild, middling and severe depression alike."),
        _("It may take more than one try. What helps one person can be wrong for the next."),
        (WHO_DEPRESSION,),
    ),
    Question(
        _("May I ask somebody if they think of suicide?"),
        _("Yes. Asking is safe, and it can be a relief."),
        _("A review of studies looked at this. In none of them did the thoughts clearly grow among people who were "
          "asked. The authors think that talking may even ease them."),
        (ASKING,),
    ),
    Question(
        _("Does it help to talk with people who know it themselves?"),
        _("A little, for many: research finds a small gain in how people find their way with it."),
        _("It finds little change in the complaints themselves, and the studies are few. So a group is good company "
          "beside a doctor, and no stand-in for one."),
        (GROUPS, PEERS),
    ),
    Question(
        _("Is it bad enough to ask for help?"),
        _("If you ask yourself that, it is enough."),
        _("Helplines listen to small worries, too. You can call to find out what you feel."),
    ),
    Question(
        _("Who has to know?"),
        _("You choose. Here nobody needs your name, and nobody is told that you came."),
        _("“Who reads what”, at the end of every page, says what others read of you, and who they are."),
    ),
)  # fmt: skip
