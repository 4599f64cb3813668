"""When a lottery's entries close, as the database keeps it.

A draw locks its row first. An entry still on its way then is either committed before, and listed, or comes after, and
is refused: no third thing.
"""

from __future__ import annotations

import pgtrigger

enters_a_lottery_in_time = pgtrigger.Trigger(
    name="enters_a_lottery_in_time",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__status="entered"),
    declare=[("closes", "timestamptz"), ("drawn", "timestamptz")],
    func="""
        SELECT closes_at INTO closes FROM programme_admission
            WHERE id = NEW.admission_id AND policy = 'lottery';
        IF NOT FOUND THEN
            RETURN NEW;
        END IF;
        SELECT drawn_at INTO drawn FROM programme_draw WHERE admission_id = NEW.admission_id FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a lottery takes no entries before its commitment is public'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'committed_before_entries';
        END IF;
        IF drawn IS NOT NULL OR NEW.entered_at >= closes THEN
            RAISE EXCEPTION 'entries of this lottery have closed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entered_in_time';
        END IF;
        RETURN NEW;
    """,
)
