"""Who may do what with meetings. To see one is defined by `visible_to`, so lists and pages cannot disagree."""

from __future__ import annotations

from accounts.access import declare
from accounts.policies import is_onboarded, is_signed_in
from groups.policies import is_active_member, is_live, is_own, keeps_group, keeps_their_group, keeps_too, participates
from meetings.policies.after import (
    answers_are_in,
    can_say_how_it_was,
    has_ended_lately,
    is_moderator,
    may_answer_ask,
    stood_in,
    was_there,
)
from meetings.policies.asides import (
    greets_there,
    guest_fits_the_ages,
    guest_is_still_to_come,
    is_a_day_away,
    is_among_adults,
    is_awaited_now,
    is_in_the_group_now,
    is_in_the_side_room,
    is_the_guest,
    keeps_their_meeting,
    may_be_told_they_were_missed,
    place_is_open,
    sees_guest,
    sees_side,
    side_is_open,
    somebody_went_there,
    was_never_a_member,
    was_offered_it,
    was_written_to,
)
from meetings.policies.base import (
    group_is_active,
    has_a_place,
    is_active_there,
    is_not_over,
    is_still_on,
    is_still_to_come,
    its_group_is_active,
    keeps_its_group,
    sees_meeting,
)
from meetings.policies.keeping import (
    can_be_confirmed,
    does_it,
    has_begun_lately,
    has_kept_before,
    is_about_to_begin,
    is_asked_to_keep,
    is_asked_to_take_it_on,
    is_own_calendar,
    is_safe_to_show,
    is_shown_to_everybody,
    may_be_in_need,
    stands_in_there,
    takes_part_now,
)
from meetings.policies.live import comes_in_time, door_is_open, goes_on, is_inside, was_removed_there

keeps_or_stands_in = keeps_its_group | (is_asked_to_keep & ~may_be_in_need)
missing = participates & (keeps_their_group | greets_there)
company = keeps_its_group | stands_in_there
changing = participates & keeps_its_group & its_group_is_active
kept_it = keeps_its_group | stood_in
entering = participates & sees_meeting & its_group_is_active & is_still_on & is_active_there
entering &= has_a_place | keeps_its_group

declare(
    meetings=dict(
        view=sees_meeting,
        view_list=is_active_member,
        see_address=sees_meeting & (has_a_place | keeps_its_group),
        plan=participates & keeps_group & group_is_active,
        change_series=changing,
        change=changing & is_not_over,
        answer=participates & sees_meeting & its_group_is_active & is_still_to_come,
        come_in=entering & door_is_open & comes_in_time & ~was_removed_there,
        take_part=participates & is_inside & goes_on,
        # Nobody is kept in a room they want to leave.
        leave=is_inside,
        set_aside=participates & ~is_own & is_live & keeps_their_group & ~keeps_too,
        offer_side=participates & ~is_own & is_live & keeps_their_group & ~keeps_too & is_among_adults,
        enter_side=participates & sees_side & side_is_open & is_among_adults & (was_offered_it | somebody_went_there),
        answer_side=participates & sees_side & was_offered_it,
        leave_side=is_in_the_side_room,
        invite_guest=changing & is_a_day_away,
        take_back_guest=participates & keeps_their_meeting,
        say_rather_not=participates & sees_guest & is_in_the_group_now & guest_is_still_to_come & ~keeps_their_meeting,
        accept_guest=is_onboarded & participates & place_is_open & was_never_a_member & guest_fits_the_ages,
        come_as_guest=participates & is_the_guest & is_awaited_now & was_never_a_member & guest_fits_the_ages,
        leave_as_guest=is_the_guest,
        read_scripts=is_signed_in & is_onboarded,
        say_here=participates & sees_meeting & keeps_or_stands_in & is_about_to_begin,
        read_script=participates & sees_meeting & keeps_or_stands_in & is_still_to_come,
        be_beside=participates & sees_meeting & is_still_to_come & ~may_be_in_need & has_kept_before & company,
        take_role=participates & takes_part_now & group_is_active & ~may_be_in_need,
        hold_role=is_signed_in & does_it,
        take_on_role=participates & is_asked_to_take_it_on & ~may_be_in_need,
        note_attendance=changing & has_begun_lately,
        confirm_own=is_signed_in & is_onboarded & is_own & can_be_confirmed,
        look_for_missed=missing,
        write_missed=missing & ~may_be_in_need & may_be_told_they_were_missed,
        read_missed=is_signed_in & was_written_to,
        # One's own matter, also for who does not take part at the moment.
        set_reminders=is_signed_in & is_onboarded,
        keep_calendar=is_signed_in & is_onboarded,
        # Asked for the owner of the calendar; whoever reads it only holds its address.
        read_calendar=participates & is_own_calendar,
        choose_for_group=participates & keeps_group,
        publish=participates & keeps_group & group_is_active & is_safe_to_show,
        view_public=is_shown_to_everybody,
        # Who kept the room is asked other things, and reads what came of these.
        say_after=participates & sees_meeting & was_there & ~kept_it & can_say_how_it_was,
        read_after=participates & keeps_its_group & answers_are_in,
        debrief=participates & sees_meeting & kept_it & has_ended_lately,
        see_debriefs=participates & is_moderator,
        answer_debrief=participates & is_moderator & may_answer_ask,
    )
)
