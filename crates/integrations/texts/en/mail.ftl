# Words of mail, in English.

greeting = Hello,
greeting-name = Hello { $name },
subject = { $subject } – { $company }
subject-about = { $subject }: { $title } – { $company }
setting-online = Online
setting-in-person = In person

interview = interview
interview-for = interview for { $title }
appointment = appointment
appointment-for = appointment: { $title }

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# The names of facts, and what stands in every notice.

label-when = When
label-previously = Previously
label-place = Where
label-job = Position
label-candidate = Candidate
label-interviewers = Interviewers
label-service = Service
label-client = Client
label-staff = With
label-code = Code
label-webhook = Webhook
label-reason = Reason
label-returned = Money back
label-offered = Free times
label-valid-until = Valid until
label-contact = Contact
label-conflict = Conflict
label-join = Join
label-reschedule = Move
label-cancel = Cancel
label-accept = Accept
label-decline = Decline
label-link-hint = If the button does not work, copy this address into your browser:
label-own-room = You talk on that page, with sound and picture. Nothing has to be installed; a browser with a microphone is enough.
label-automatic = This message was sent automatically.

invitation-subject = Interview invitation
invitation-heading = You are invited to an interview
invitation-lead = { $company } invites you to an { $interview }.
invitation-button = View the interview
invitation-closing = If the time does not suit you, please let us know as soon as you can.

time-changed-subject = New interview time
time-changed-heading = The interview has been moved
time-changed-lead = The { $interview } now takes place at another time.
time-changed-button = View the interview
time-changed-closing = If the new time does not suit you, please let us know as soon as you can.

changed-subject = Interview details changed
changed-heading = The interview has changed
changed-lead = Details of the { $interview } have changed. This is how it stands now.
changed-button = View the interview
changed-closing = If this does not suit you, please let us know as soon as you can.

cancelled-subject = Interview cancelled
cancelled-heading = The interview has been cancelled
cancelled-lead = The { $interview } will not take place.
cancelled-button = View details
cancelled-closing = You need not do anything. Please contact us if you have questions.

postponed-subject = Interview postponed
postponed-heading = The interview waits for another time
postponed-lead = The { $interview } is not held at this time, and waits for another one.
postponed-button = View details
postponed-closing = You will be invited again once there is a new time.

released-subject = Interview without you
released-heading = The interview takes place without you
released-lead = You no longer take part in the { $interview }.
released-button = View details
released-closing = Your time is free again; you need not do anything.

readdressed-subject = Interview invitation sent to another address
readdressed-heading = You are invited at another address
readdressed-lead = The invitation to the { $interview } has gone to another address. It no longer counts here.
readdressed-button = View details
readdressed-closing = If you do not know of another address, please let us know.

reminder-subject = Interview reminder
reminder-heading = Your interview is coming up
reminder-lead = This is a reminder of the { $interview }.
reminder-button = View the interview

room-ready-subject = Link to your online interview
room-ready-heading = The online room is ready
room-ready-lead = The { $interview } takes place online. You can join it by this link when it begins.
room-ready-button = Join the interview

room-changed-subject = New link to your online interview
room-changed-heading = The online room has changed
room-changed-lead = The { $interview } has a new online room. Please use this link; the earlier one no longer works.
room-changed-button = Join the interview

conflict-found-subject = Scheduling conflict
conflict-found-heading = An interview needs your attention
conflict-found-lead = Something stands against the { $interview }.
conflict-found-button = Resolve the conflict
conflict-found-closing = The interview stays as it is until somebody changes it.

webhook-disabled-subject = A webhook has been disabled
webhook-disabled-heading = A webhook has been disabled
webhook-disabled-lead = A webhook of { $company } failed repeatedly and no longer receives events.
webhook-disabled-button = Open the webhook
webhook-disabled-closing = Once its receiver works again, enable the webhook; what it missed can be sent again.

hand-off-failed-subject = AI interview could not be started
hand-off-failed-heading = An AI interview needs your attention
hand-off-failed-lead = The AI { $interview } could not be handed over to its provider.
hand-off-failed-button = View the interview

password-reset-subject = Reset your password
password-reset-heading = Set a new password
password-reset-lead = Somebody, probably you, asked for a new password for your account with { $company }.
password-reset-button = Set a new password
password-reset-closing = If it was not you, ignore this message; your password stays as it is.

booked-subject = Appointment confirmed
booked-heading = Your appointment is booked
booked-lead = The { $appointment } with { $company } is booked.
booked-button = View the appointment
booked-closing = You can move or cancel it on its page.

appointment-moved-subject = New appointment time
appointment-moved-heading = The appointment has been moved
appointment-moved-lead = The { $appointment } now takes place at another time.
appointment-moved-button = View the appointment
appointment-moved-closing = If the new time does not suit you, move or cancel it on its page.

appointment-changed-subject = Appointment details changed
appointment-changed-heading = The appointment has changed
appointment-changed-lead = Details of the { $appointment } have changed. This is how it stands now.
appointment-changed-button = View the appointment
appointment-changed-closing = If this does not suit you, please let us know as soon as you can.

appointment-cancelled-subject = Appointment cancelled
appointment-cancelled-heading = The appointment has been cancelled
appointment-cancelled-lead = The { $appointment } will not take place.
appointment-cancelled-button = View details
appointment-cancelled-closing = You need not do anything. Please contact us if you have questions.

appointment-reminder-subject = Appointment reminder
appointment-reminder-heading = Your appointment is coming up
appointment-reminder-lead = This is a reminder of the { $appointment }.
appointment-reminder-button = View the appointment

appointment-released-subject = Appointment without you
appointment-released-heading = The appointment takes place without you
appointment-released-lead = You no longer take part in the { $appointment }.
appointment-released-button = View details
appointment-released-closing = Your time is free again; you need not do anything.

appointment-readdressed-subject = Appointment sent to another address
appointment-readdressed-heading = You have the appointment at another address
appointment-readdressed-lead = Messages about the { $appointment } now go to another address. It no longer counts here.
appointment-readdressed-button = View details
appointment-readdressed-closing = If you do not know of another address, please let us know.

appointment-conflict-subject = Appointment conflict
appointment-conflict-heading = An appointment needs your attention
appointment-conflict-lead = Something stands against the { $appointment }.
appointment-conflict-button = Resolve the conflict
appointment-conflict-closing = The appointment stays as it is until somebody changes it.

money-returned-subject = Your money goes back
money-returned-heading = Your payment came too late
money-returned-lead = Your payment for the { $appointment } with { $company } came when that time could not be had any more. All of it goes back to you.
money-returned-button = View details
money-returned-closing = How long it takes until the money is there depends on your bank.

excess-returned-subject = Money goes back to you
excess-returned-heading = More was paid than is kept
excess-returned-lead = { $company } keeps less than you paid for the { $appointment }.
excess-returned-button = View details
excess-returned-closing = How long it takes until the money is there depends on your bank.

move-asked-subject = Does another time suit you?
move-asked-heading = Another time is proposed
move-asked-lead = { $company } would like to move the { $appointment }. Nothing changes until you agree.
move-asked-button = Answer
move-asked-closing = Without an answer the appointment stays as it is.

choose-time-subject = Choose a time for your interview
choose-time-heading = Choose a time for your interview
choose-time-lead = { $company } would like to meet you for the { $interview }. Choose the time that suits you best.
choose-time-button = Choose a time
choose-time-closing = Until you choose, nothing is booked. You can see all times on that page.

code-subject = Your code
code-heading = Show that this address is yours
code-lead = Somebody, probably you, books with { $company } with this address. This code completes the booking.
code-button = View details
code-closing = If it was not you, ignore this message; nothing is booked without the code.
