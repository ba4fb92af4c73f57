# The pages on which people book, and months.
time-am = { $time } am
time-pm = { $time } pm
month-heading = { $month } { $year }
month-date = { $weekday } { $day } { $month }
month-day = { $date }, { $times }
month-times = { $count ->
    [0] no times
    [one] { $count } time
   *[other] { $count } times
}
book-title = Book
book-choose-service = Choose what you would like to book.
book-no-services = There is nothing to book here at the moment.
book-other-services = All services
book-first-services = First services
book-more-services = More services
book-setting-in_person = On site
book-setting-phone = By telephone
book-setting-online = Online
book-setting-client_place = At your place
book-what = Appointment
book-with = With
book-anybody = Anybody
book-with-others = Ask for anybody
book-morning = Morning
book-afternoon = Afternoon
book-evening = Evening
book-no-times = No times
book-next-day = Next free day: { $day }
book-why-taken = Everything on this day is taken.
book-why-closed = Nobody takes bookings on this day.
book-why-soon = It is too late to book a time on this day.
book-why-far = This day can't be booked yet. Please come back later.
book-why-over = This day is over.
book-why-none = No time is free at the moment, as far ahead as can be booked.
book-why-off = This can't be booked at the moment.
book-contact = Questions? Ask:
book-clocks-forward = { $count ->
    [one] Clocks go forward by { $count } minute on this day.
   *[other] Clocks go forward by { $count } minutes on this day.
}
book-clocks-back = { $count ->
    [one] Clocks go back by { $count } minute on this day: some times come twice.
   *[other] Clocks go back by { $count } minutes on this day: some times come twice.
}
book-zone-chosen = Times in { $zone }
book-zone-place = Times at the place: { $zone }
book-zone-guess = Times in { $zone } (our guess)
book-zone-guess-note = We guessed your time zone. Change it if you are somewhere else.
book-zone-own = Show times in { "{" }zone{ "}" }
book-zone-unknown = There is no time zone “{ $text }”. Choose one that is offered.
book-zone-button = Change time zone
book-hours-12 = Show 12-hour times
book-hours-24 = Show 24-hour times
book-copy = Copy this address
book-copied = Copied
book-other-times = Other times
book-details = Your details
book-name = Name
book-phone = Telephone
book-phone-hint = We call you on this number.
book-phone-wrong = Enter a telephone number, such as +49 30 1234567.
book-address = Address
book-address-hint = Where we come to: street, number, postal code and town.
book-note = Add a note
book-decoy = Leave this field empty
book-too-fast = That was very fast. Please send it once more.
book-button = Book
book-pay = Payment
book-pay-none = Pay nothing now
book-pay-full = Pay all of it: { $amount }
book-pay-down = Pay a part now: { $amount }
book-money-online = You pay on the next page. Your time is held meanwhile.
book-money-there = You pay { $company } directly.
book-held = This time is held for you until { $time } ({ $left } left).
book-held-soon = Two minutes are left. Keep the time longer if you need more.
book-held-over = The time is held no longer. What you typed is still here: book, and you get it if it is still free.
book-extend = Keep it 15 minutes longer
book-not-held = This time is free. It is yours once you have booked.
book-code-not-held = This time is not held meanwhile. It is yours once the code is right, if it is free still.
book-kept-offline = You are offline. What you typed is kept in this browser, and is sent once the network is back.
book-kept-sending = The network is back. What you typed is being sent.
book-kept-before = You typed this without a network. It is being sent now.
book-kept-late = You were offline for more than an hour. What you typed was not sent. Please check it, and send it again.
book-taken = This time is no longer free
book-taken-words = Somebody else was faster, or it is too late for it. What you typed is kept.
book-nearest = The nearest free times
book-own-other = You have another appointment at that time.
book-code = Code
book-code-words = We sent six digits to { $email }. They are good for ten minutes.
book-code-button = Confirm
book-code-again = Send another code
book-code-change = Change your details
book-code-shape = Enter the six digits of the mail.
book-code-wrong = { $count ->
    [0] This is not the code. Have another one sent.
    [one] This is not the code, or it is too old. You can try once more.
   *[other] This is not the code, or it is too old. You can try { $count } times more.
}
book-refused-too-many-requests = Too many times were asked for from here, or too many are held on that day. Please try again later, or choose another day.
book-refused-code-locked = Too many wrong codes were tried. Have another one sent.
book-refused-hold-extended = The time was held longer before. Please book now.
book-refused-hold-expired = The time is held no longer. Book, and you get it if it is still free.
book-done = You are booked
book-done-unpaid = It waits for your payment.
book-done-pay = Pay now
book-done-see = See your booking
book-done-another = Book another time
settings-booking-page = Booking page
settings-booking-page-words = Its address, whom visitors can ask, and who has to show a code
booking-link = Visitors book at { $link }.
booking-slug = Address
booking-slug-hint = Small letters, digits and hyphens. The address before leads on to the new one.
booking-slug-wrong = Use 1 to 60 small letters (a to z), digits and single hyphens.
booking-slug-taken = Somebody else has this address, or had it once.
booking-slug-often = The address was changed as often as it can be. Choose one that you had before.
booking-contact = Contact
booking-contact-hint = A mail address or a number that visitors see. Leave it empty for none.
booking-code = New clients show a code
booking-code-hint = Somebody whose address is new gets six digits by mail, and is booked once they have typed them.
