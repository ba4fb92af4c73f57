# Why there is no time.
why-title = Why is there no time?
why-heading = Why is there no time: { $name }
why-about = About
why-from = From
why-how-long = For
why-show = Explain
why-ask = Choose a meeting or a service. Each row then says which rule stands in the way, whose it is, and when.
why-no-panel = Nobody has to come to this interview yet, so no times are looked for.
why-no-starts = There is no start on these days at all.
why-open-of = { $open } of { $of } can be had.
why-starts = { $count ->
    [one] { $count } start
   *[other] { $count } starts
}
why-truncated = Only the first of these days are explained: ask about fewer days to see the others.
why-choose-panel = Choose who comes
why-helps = What would help
why-gain = { $count ->
    [one] gives { $count } time
   *[other] gives { $count } times
}
why-rows = Who is in the way, by which rule, and when
why-rule = Rule
why-everybody = Everybody
why-never = Never
why-more = { $count ->
    [one] and { $count } more time
   *[other] and { $count } more times
}
why-open = Can be had
why-rule-minimum_notice = Too soon: shortest notice
why-rule-maximum_notice = Too far ahead
why-rule-window = Would end after these days
why-rule-cannot_interview = Takes no bookings
why-rule-not_offered = Takes no bookings
why-rule-working_hours = Outside working hours
why-rule-available = Outside working hours
why-rule-day_off = Day off
why-rule-grid = Begins at other times
why-rule-busy = Busy
why-rule-candidate = The candidate is busy
why-rule-buffer = Time kept free around a meeting
why-rule-untrusted_calendar = Calendar that can't be trusted
why-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
why-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
why-help-step = Offer a start every { $length }
why-help-before = Keep { $length } free before
why-help-after = Keep { $length } free after
why-help-notice = Shortest notice: { $length }
why-help-ahead = Book up to { $length } ahead
why-help-duration = Make it { $length } long
why-help-required = Ask for { $people } only
why-help-period = { $who }: free { $when }
why-help-hours = { $who }: other hours
why-help-off = { $who }: give up days off
why-help-busy = { $who }: free busy time
why-column = No times?
why-link = Why is there no time?
why-link-of = Why is there no time for { $name }?
why-told-title = Why are there no times?
why-told-words = This is what stands in the way. Whose it is stays private.
why-told-taken = Taken
why-told-soon = Too soon to book
why-told-far = Too far ahead to book
why-told-closed = Closed
why-told-dayoff = Day off
why-told-back = Back to the times
