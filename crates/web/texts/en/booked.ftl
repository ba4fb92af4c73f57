# An appointment as its client sees it, by the link in mail or logged in.
booked-title = Your appointment
booked-you-are = You are booked
booked-unpaid = Your appointment waits for its payment
booked-cancelled = Your appointment is cancelled
booked-over = Your appointment
booked-is-pending_payment = It waits for its payment.
booked-is-confirmed = It is booked.
booked-is-cancelled = It was cancelled.
booked-is-completed = It is over.
booked-is-no_show = It was missed.
booked-mail-awaited = A confirmation by mail is on its way.
booked-mail-sent = A confirmation was sent by mail.
booked-mail-kept = This server keeps mail and does not send it. Keep the address of this page: it is the way back to your appointment.
booked-mail-failed = The mail with the confirmation could not be delivered. Keep the address of this page: it is the way back to your appointment.
booked-facts = Details
booked-beside = On the company’s clock
booked-with = With
booked-where = Where
booked-online = Online
booked-room = The page of the room
booked-join = Join
booked-join-later = You can join from 15 minutes before it begins.
booked-price = Price
booked-paid = Paid
booked-to-pay = To be paid
booked-returned = Money back
booked-amount = { $number } { $currency }
booked-decimal = .
booked-pay-title = Payment
booked-pay = Pay { $amount }
booked-pay-until = Your time is held until { $until }. The appointment is confirmed once it is paid.
booked-zone = Times are in the zone { $zone }.
booked-zone-guess = Times are in the zone { $zone }: the company’s. Yours may be another.
booked-zone-change = Change
booked-zone-hint = Type a part of its name, such as Berlin.
booked-zone-show = Show times in this zone
booked-zone-own = Show times in the zone of this device:
booked-zone-wrong = There is no zone “{ $zone }”. Choose one such as Europe/Berlin.
booked-calendar = Add it to your calendar
booked-file = Calendar file
booked-elsewhere = (opens another site in a new tab)
booked-asked = Does another time suit you?
booked-asked-words = { $company } would like to move it to { $when }. Nothing changes until you agree.
booked-agree = Agree
booked-decline = Keep the time
booked-move = Move
booked-choose = Choose another time
booked-moves-left = { $count ->
    [one] You can move it once more.
   *[other] You can move it { $count } times more.
}
booked-moves-after = { $count ->
    [0] After that it can’t be moved again.
    [one] After that you can move it once more.
   *[other] After that you can move it { $count } times more.
}
booked-contact = Ask { $company }
booked-cancel = Cancel
booked-cancel-button = Cancel the appointment
booked-refund = If you cancel now, { $refund } come back to you: { $percent } % of the { $paid } that you paid.
booked-refund-none = If you cancel now, nothing of the { $paid } that you paid comes back.
booked-refund-unpaid = Nothing is paid yet. If you cancel now, you pay nothing.
booked-refund-free = You can cancel it until it is over, and it costs nothing.
booked-again-title = Another appointment
booked-again = Book again
booked-too-late = That can no longer be done. This is how it stands.
booked-back = Your appointment
booked-move-title = Choose another time
booked-move-now = Now: { $when }.
booked-move-anybody = Show times with other staff too
booked-move-same = Show only times with { $name }
booked-times = { $count ->
    [one] 1 time
   *[other] { $count } times
}
booked-no-times = There are no other times now. Your appointment stays as it is.
booked-first-days = The first days
booked-later-days = Later days
booked-nearest = These are the nearest times:
booked-confirm-title = Move the appointment?
booked-other-times = Other times
booked-old = Until now
booked-new = New time
booked-move-button = Move the appointment
booked-keep = Keep the time
booked-cannot-rescheduling-off = Appointments for this service can’t be moved. You can cancel it and book another one.
booked-cannot-reschedule-limit = It was moved as often as it may be.
booked-cannot-staff-change-off = It has to stay with the same person.
booked-cannot-slot-not-available = That time was taken meanwhile. Your appointment stays as it was.
booked-cannot-wrong-status = It can’t be moved any more: it has begun, is over or was cancelled.
booked-cannot-overtaken = Your appointment was changed meanwhile. Look at it, and choose again.
booked-cannot-choose = Choose one of the times.
booked-cannot-other = It can’t be moved now.
done-booked-cancelled = Cancelled. Everybody concerned is told.
done-booked-moved = Moved. Everybody concerned is told.
done-booked-agreed = Thank you. The appointment has its new time.
done-booked-declined = The time stays as it was.
refused-link = This link leads to no appointment
refused-link-words = It may be incomplete or too old. Open the link of the newest mail, whole, or ask those who sent it to you.
nav-me = Overview
nav-me-appointments = My appointments
me-title = Your appointments
me-list = My appointments
me-next = Next
me-then = After that
me-none = You have no appointments ahead.
me-none-past = You have no appointments behind you.
me-all = All appointments
me-when = When
me-ahead = Ahead
me-past = Past
me-what = Appointment
me-unpaid = To be paid
me-paid = Paid
me-open = See, move or cancel it
go-me = Go to your appointments
