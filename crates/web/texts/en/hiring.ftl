# Jobs, candidates, interviews, slots, conflicts.
decide = Needs a decision
decide-none = Nothing needs a decision.
decide-conflicts = { $count ->
    [one] open conflict
   *[other] open conflicts
}
decide-calendars = { $count ->
    [one] calendar that can't be trusted
   *[other] calendars that can't be trusted
}
decide-mail = { $count ->
    [one] mail that could not be sent
   *[other] mails that could not be sent
}
decide-effects = { $count ->
    [one] task that was given up
   *[other] tasks that were given up
}
today-heading = Today
today-none = Nothing is planned for today.
next-heading = Next
next-none = No interviews are planned after today. Shortlist candidates and find a time.
next-none-read = No interviews are planned after today.
next-none-appointments = No appointments are booked after today. Book one for a client, or show your booking page to more people.
next-none-appointments-read = No appointments are booked after today.
figures = Figures
chart-past = The last 30 days
chart-next = The next 14 days
chart-completed = Completed
chart-booked = Booked
chart-no-show = No-shows
chart-cancelled = Cancelled
chart-part = { $count } { $what }
chart-summary = In all: { $parts }.
chart-table = The figures as a table
chart-day = Day
figure-today = today
figure-upcoming = upcoming
figure-completed = completed in 30 days
figure-no-shows = no-shows in 30 days
figure-interviews-today = interviews today
figure-interviews-upcoming = interviews upcoming
figure-interviews-completed = interviews completed in 30 days
figure-interviews-no-shows = candidates who did not come in 30 days
active = Active
inactive = Inactive
erased = Erased
phone = Phone
role = Role
role-hint = What somebody may see and do. Owners may do everything.
job = Job
job-list = Jobs
job-new = New job
job-edit = Edit job
job-back = Back to jobs
job-none = There is no job yet. Make one, and shortlist candidates for it.
job-none-read = There is no job yet.
job-title = Title
job-active = Open
job-active-hint = Closed jobs stay in history.
job-open = Open
job-closed = Closed
job-delete = Delete job
job-delete-words = Only a job that no interview names can be deleted. Close it instead.
candidate = Candidate
candidate-list = Candidates
candidate-new = New candidate
candidate-edit = Edit candidate
candidate-back-one = Back to the candidate
candidate-back = Back to candidates
candidate-none = There are no candidates yet. Add one here, or many at once with the API.
candidate-none-read = There are no candidates yet.
candidate-none-of-job-read = Nobody has been shortlisted for this job yet.
candidate-none-of-job = Nobody has been shortlisted for this job yet. Show all candidates, choose some, and shortlist them.
candidate-no-interviews = No interviews yet.
candidate-zone-hint = Mail to them tells times in this zone. Type a part of its name.
candidate-active = Can be booked
candidate-active-hint = What is booked already stays.
candidate-delete = Delete candidate
candidate-delete-words = Only a candidate who was never interviewed can be deleted.
local-time = It is { $time } there now.
facts = Details
standing = Jobs
shortlisted = Shortlisted
shortlist = Shortlist
interviews-enabled = Interviews
online-enabled = Online interviews
switch-label = { $what } for { $who }
pick-one = Choose { $name }
bulk-job = for the job
bulk-no-job = Choose the job first.
bulk-shortlist = Shortlist
bulk-enable = Shortlist and allow interviews
bulk-remove = Take off the shortlist
timeline = History
timeline-none = Nothing has happened yet.
actor-api = API
actor-system = Meridian
actor-candidate = The candidate
actor-interviewer = An interviewer
log-created = Interview made
log-scheduled = Time set
log-rescheduled = Moved
log-changed = Changed
log-unscheduled = Time taken back
log-cancelled = Cancelled
log-answered = Answered the invitation
log-joined = Joined the room
log-started = Begun
log-completed = Completed
log-no_show = The candidate did not come
log-booked = Booked to a slot
log-confirmed = Confirmed
log-with-time = { $what }: { $time }
interview = Interview
appointment = Appointment
interview-list = Interviews
interview-new = New interview
interview-of = { $candidate }, { $job }
interview-edit = Edit interview: { $candidate }, { $job }
interview-back = Back to the interview
interview-none = There are no interviews yet. Choose a candidate to begin with.
interview-none-read = There are no interviews yet.
interview-pending = Without a time
interview-scheduled = Scheduled
interview-in_progress = Under way
interview-completed = Completed
interview-cancelled = Cancelled
interview-no_show = No-show
interview-start = Start
interview-start-hint = Leave it empty to find a time later.
interview-minutes = Minutes
interview-type = Where
interview-round = Round
interview-location = Place
interview-location-hint = An address or a link. It stands in the invitation.
interview-notes-hint = For your team. Candidates don't see it.
interviewer = Interviewer
interviewers = Interviewers
hourless-name = { $name } (no interview hours)
hourless-hint = Who has no interview hours is offered at every hour of the day, weekends too.
hourless-warning = No interview hours: { $names }. Every hour of the day is offered, weekends too.
hourless-way = Set interview hours
interviewers-hint = Everybody who has to come. Leave it empty for an interview that is booked to a slot.
interviewers-none = Nobody yet
type-online = Online
type-offline = In person
notes = Notes
no-time = No time yet
answers = Answers
answer-line = { $who }: { $what }
answer-accepted = accepted
answer-declined = declined
answer-tentative = maybe
join = Join
waits = A slot is booked and waits to be confirmed.
confirm-slot = Confirm the slot
find-time = Find a time
move = Move
move-heading = Move interview: { $candidate }, { $job }
move-now = Now: { $when }
move-told = These people are told of the new time:
move-more = { $count ->
    [one] One more time
   *[other] { $count } more times
}
move-common = Times at which everybody can
move-no-common = No common time was found in the next 14 days. Change the panel, or look at the slots.
move-other = Another time
move-to = New start
move-button = Move to this time
move-slots = Free slots
move-no-slots = No slot is free in the next 30 days.
move-reason = moved by a recruiter
cancel-keep = Keep the interview
cancel-interview = Cancel interview
cancel-heading = Cancel interview: { $candidate }, { $job }
cancel-words = Time: { $when }. The candidate and the interviewers are told.
cancel-reason = Reason
cancel-reason-hint = It stands in the history and in the message.
from-date = From
to-date = To
slot-list = Slots
slot-new = New slots
slot-edit = Change slot
slot-none = No slots ahead. Offer times at which candidates can be booked.
slot-none-read = No slots ahead.
slot-ahead = Ahead
slot-available = Free
slot-booked = Booked
slot-cancelled = Cancelled
slot-completed = Over
slot-ai = AI interviewer
slot-any-job = Any job
slot-intro = One slot, or a series of them. Times are in the zone { $zone }.
slot-first = First day
slot-last = Last day
slot-last-hint = Leave it empty for one day.
slot-days = Weekdays
slot-days-hint = They count where there is more than one day.
slot-from = From
slot-to = To
slot-minutes = Minutes of a slot
slot-break = Minutes between slots
slot-places = Candidates per slot
slot-button = Make slots
slot-all-skipped = No slot was made. Each time is named with its reason.
slot-no-days = No slot was made: none of these days is one of the weekdays.
slot-made = { $count ->
    [one] One slot was made.
   *[other] { $count } slots were made.
}
slot-skipped = { $count ->
    [one] One was skipped:
   *[other] { $count } were skipped:
}
slot-skipped-overlap = Taken by another slot: { $times }
slot-skipped-past = Past: { $times }
slot-skipped-business-hours = Outside of the company’s opening hours: { $times }
slot-skipped-availability = Outside of the interview hours: { $times }
slot-skipped-daily-limit = The day has as many slots as the interview hours allow: { $times }
slot-skipped-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
slot-cancel = Cancel slot
slot-cancel-heading = Cancel a slot
slot-cancel-keep = Keep the slot
slot-cancel-booked = { $count ->
    [0] Nobody has booked it.
    [one] One booking loses its time, and those concerned are told.
   *[other] { $count } bookings lose their time, and those concerned are told.
}
places = Places taken
why-taken = Not available
why-busy = Host is busy
why-buffer = Too close to another
why-available = Outside of availability
why-working-hours = Outside of hours
why-day-off = Day off
why-untrusted-calendar = Calendar not trusted
why-cannot-interview = Takes no interviews
why-slot-begun = Has begun
why-slot-full = Full
why-slot-cancelled = Cancelled
why-overlap = Overlaps
conflict = Conflict
conflict-list = Conflicts
conflict-intro = What stands against interviews and appointments that are booked, and bookings that were refused.
conflict-none = No open conflicts. Everything that is booked can take place.
conflict-open-ones = Show open conflicts
conflict-all = Show settled ones too
conflict-pending = Open
conflict-type = Kind
conflict-origin = How it came about
conflict-against = Booking
conflict-found = Found
conflict-found-at = Found { $when }.
conflict-busy = What takes the time of { $who }
conflict-day = Their calendar that day
conflict-this = This interview
conflict-that = In its way
conflict-free = Free times
conflict-whom = For
conflict-about = About
conflict-appointment = This appointment
conflict-free-words = Choose one to move it there; you are asked before anything changes.
conflict-other-time = Another time
conflict-cancel = Cancel it
conflict-nobody = Nobody is named who has to come. Book it to a free slot.
conflict-overlap = Has a time already
conflict-interviewer-unavailable = Interviewer not available
conflict-staff-unavailable = Member of staff not available
conflict-candidate-unavailable = Candidate not available
conflict-ai-system-error = AI service failed
conflict-slot-unavailable = Slot not available
origin-broken = A later change
origin-refused = A refused booking
resolution-pending = Open
resolution-rescheduled = Moved
resolution-cancelled = Cancelled
resolution-resolved = Settled
settle = Settle it
settle-words = This closes the conflict and changes no booking. Choose a free time to move the interview.
settle-how = How
settle-resolved = Nothing has to be done
settle-rescheduled = The interview was moved
settle-cancelled = The interview was cancelled
settle-notes = Notes
settle-button = Settle the conflict
people-count = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
