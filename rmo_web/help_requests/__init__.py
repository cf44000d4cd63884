"""Заявки на методическую помощь: the queue, its threads, the journal and the base of answers.

A librarian asks; the head, the methodist or a consultant takes the request and answers. Whom the
next word is waited from follows from the state, and the tabs of the queue from that. The states
and the actions that lead from one to another (`rules.LIFE`; a test keeps them the same):

    new        -> new        reply
    new        -> in_work    take, assign
    new        -> needs_info ask_back
    new        -> postponed  postpone
    new        -> answered   answer
    new        -> redirected redirect
    new        -> rejected   reject
    new        -> withdrawn  withdraw
    in_work    -> new        release
    in_work    -> in_work    assign, reply
    in_work    -> needs_info ask_back
    in_work    -> postponed  postpone
    in_work    -> answered   answer
    in_work    -> redirected redirect
    in_work    -> rejected   reject
    in_work    -> withdrawn  withdraw
    needs_info -> in_work    reply
    needs_info -> needs_info assign, ask_back
    needs_info -> postponed  postpone
    needs_info -> answered   answer
    needs_info -> redirected redirect
    needs_info -> rejected   reject
    needs_info -> withdrawn  withdraw
    postponed  -> in_work    resume
    postponed  -> needs_info ask_back
    postponed  -> postponed  assign, postpone, reply
    postponed  -> answered   answer
    postponed  -> redirected redirect
    postponed  -> rejected   reject
    postponed  -> withdrawn  withdraw
    answered   -> in_work    not_helped
    answered   -> answered   answer
    answered   -> closed     close, helped, expire
    closed     -> in_work    reopen
    redirected -> in_work    reopen
    rejected   -> in_work    reopen
    withdrawn  -> new        reopen
"""

PARTS = ("queue", "thread", "answers", "consultations", "rubrics")
