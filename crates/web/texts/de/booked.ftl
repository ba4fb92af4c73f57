# Ein Termin, wie ihn Kundinnen und Kunden sehen: über den Link in der Mail oder angemeldet.
booked-title = Ihr Termin
booked-you-are = Ihr Termin ist gebucht
booked-unpaid = Ihr Termin wartet auf die Zahlung
booked-cancelled = Ihr Termin ist abgesagt
booked-over = Ihr Termin
booked-is-pending_payment = Er wartet auf die Zahlung.
booked-is-confirmed = Er ist gebucht.
booked-is-cancelled = Er wurde abgesagt.
booked-is-completed = Er ist vorbei.
booked-is-no_show = Er wurde versäumt.
booked-mail-awaited = Eine Bestätigung per Mail ist unterwegs.
booked-mail-sent = Eine Bestätigung wurde per Mail gesendet.
booked-mail-kept = Dieser Server bewahrt Mails auf und sendet sie nicht. Merken Sie sich die Adresse dieser Seite: Sie führt zurück zu Ihrem Termin.
booked-mail-failed = Die Mail mit der Bestätigung konnte nicht zugestellt werden. Merken Sie sich die Adresse dieser Seite: Sie führt zurück zu Ihrem Termin.
booked-facts = Einzelheiten
booked-beside = Auf der Uhr des Unternehmens
booked-with = Mit
booked-where = Wo
booked-online = Online
booked-room = Die Seite des Raums
booked-join = Teilnehmen
booked-join-later = Sie können ab 15 Minuten vor Beginn teilnehmen.
booked-price = Preis
booked-paid = Bezahlt
booked-to-pay = Zu zahlen
booked-returned = Erstattung
booked-amount = { $number } { $currency }
booked-decimal = ,
booked-pay-title = Zahlung
booked-pay = { $amount } zahlen
booked-pay-until = Ihre Zeit ist bis { $until } reserviert. Der Termin ist bestätigt, sobald er bezahlt ist.
booked-zone = Zeiten gelten in der Zone { $zone }.
booked-zone-guess = Zeiten gelten in der Zone { $zone }, der des Unternehmens. Ihre kann eine andere sein.
booked-zone-change = Ändern
booked-zone-hint = Geben Sie einen Teil des Namens ein, zum Beispiel Berlin.
booked-zone-show = Zeiten in dieser Zone zeigen
booked-zone-own = Zeiten in der Zone dieses Geräts zeigen:
booked-zone-wrong = Eine Zone „{ $zone }“ gibt es nicht. Wählen Sie eine wie Europe/Berlin.
booked-calendar = In Ihren Kalender übernehmen
booked-file = Kalenderdatei
booked-elsewhere = (öffnet eine andere Website in einem neuen Tab)
booked-asked = Passt Ihnen eine andere Zeit?
booked-asked-words = { $company } möchte den Termin auf { $when } verlegen. Nichts ändert sich, bevor Sie zustimmen.
booked-agree = Zustimmen
booked-decline = Zeit behalten
booked-move = Verlegen
booked-choose = Andere Zeit wählen
booked-moves-left = { $count ->
    [one] Sie können ihn noch einmal verlegen.
   *[other] Sie können ihn noch { $count }-mal verlegen.
}
booked-moves-after = { $count ->
    [0] Danach kann er nicht noch einmal verlegt werden.
    [one] Danach können Sie ihn noch einmal verlegen.
   *[other] Danach können Sie ihn noch { $count }-mal verlegen.
}
booked-contact = { $company } fragen
booked-cancel = Absagen
booked-cancel-button = Termin absagen
booked-refund = Wenn Sie jetzt absagen, erhalten Sie { $refund } zurück: { $percent } % der { $paid }, die Sie bezahlt haben.
booked-refund-none = Wenn Sie jetzt absagen, erhalten Sie von den { $paid }, die Sie bezahlt haben, nichts zurück.
booked-refund-unpaid = Es ist noch nichts bezahlt. Wenn Sie jetzt absagen, zahlen Sie nichts.
booked-refund-free = Sie können ihn absagen, bis er vorbei ist; das kostet nichts.
booked-again-title = Ein weiterer Termin
booked-again = Erneut buchen
booked-too-late = Das geht nicht mehr. So ist der Stand.
booked-back = Ihr Termin
booked-move-title = Andere Zeit wählen
booked-move-now = Bisher: { $when }.
booked-move-anybody = Auch Zeiten mit anderen zeigen
booked-move-same = Nur Zeiten mit { $name } zeigen
booked-times = { $count ->
    [one] 1 Zeit
   *[other] { $count } Zeiten
}
booked-no-times = Derzeit gibt es keine anderen Zeiten. Ihr Termin bleibt, wie er ist.
booked-first-days = Die ersten Tage
booked-later-days = Spätere Tage
booked-nearest = Das sind die nächstgelegenen Zeiten:
booked-confirm-title = Termin verlegen?
booked-other-times = Andere Zeiten
booked-old = Bisher
booked-new = Neue Zeit
booked-move-button = Termin verlegen
booked-keep = Zeit behalten
booked-cannot-rescheduling-off = Termine für diese Leistung können nicht verlegt werden. Sie können ihn absagen und einen anderen buchen.
booked-cannot-reschedule-limit = Er wurde so oft verlegt, wie es möglich ist.
booked-cannot-staff-change-off = Er muss bei derselben Person bleiben.
booked-cannot-slot-not-available = Diese Zeit wurde inzwischen vergeben. Ihr Termin bleibt, wie er war.
booked-cannot-wrong-status = Er kann nicht mehr verlegt werden: Er hat begonnen, ist vorbei oder wurde abgesagt.
booked-cannot-overtaken = Ihr Termin wurde inzwischen geändert. Sehen Sie ihn an, und wählen Sie noch einmal.
booked-cannot-choose = Wählen Sie eine der Zeiten.
booked-cannot-other = Er kann jetzt nicht verlegt werden.
done-booked-cancelled = Abgesagt. Alle Beteiligten erfahren es.
done-booked-moved = Verlegt. Alle Beteiligten erfahren es.
done-booked-agreed = Danke. Der Termin hat seine neue Zeit.
done-booked-declined = Die Zeit bleibt, wie sie war.
refused-link = Dieser Link führt zu keinem Termin
refused-link-words = Er ist vielleicht unvollständig oder zu alt. Öffnen Sie den Link der neuesten Mail vollständig, oder fragen Sie, wer ihn Ihnen gesendet hat.
nav-me = Übersicht
nav-me-appointments = Meine Termine
me-title = Ihre Termine
me-list = Meine Termine
me-next = Als Nächstes
me-then = Danach
me-none = Sie haben keine Termine vor sich.
me-none-past = Sie haben keine vergangenen Termine.
me-all = Alle Termine
me-when = Wann
me-ahead = Kommende
me-past = Vergangene
me-what = Termin
me-unpaid = Zu zahlen
me-paid = Bezahlt
me-open = Ansehen, verlegen oder absagen
go-me = Zu Ihren Terminen
