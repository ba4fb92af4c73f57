# Die Seiten, auf denen gebucht wird, und Monate.
time-am = { $time } Uhr vormittags
time-pm = { $time } Uhr nachmittags
month-heading = { $month } { $year }
month-date = { $weekday }, { $day }. { $month }
month-day = { $date }, { $times }
month-times = { $count ->
    [0] keine Zeiten
    [one] { $count } Zeit
   *[other] { $count } Zeiten
}
book-title = Buchen
book-choose-service = Wählen Sie, was Sie buchen möchten.
book-no-services = Zurzeit gibt es hier nichts zu buchen.
book-other-services = Alle Angebote
book-first-services = Erste Angebote
book-more-services = Weitere Angebote
book-setting-in_person = Vor Ort
book-setting-phone = Am Telefon
book-setting-online = Online
book-setting-client_place = Bei Ihnen
book-what = Termin
book-with = Bei
book-anybody = Egal wer
book-with-others = Egal bei wem
book-morning = Vormittag
book-afternoon = Nachmittag
book-evening = Abend
book-no-times = Keine Zeiten
book-next-day = Nächster freier Tag: { $day }
book-why-taken = An diesem Tag ist alles vergeben.
book-why-closed = An diesem Tag werden keine Termine vergeben.
book-why-soon = Für diesen Tag ist es zu spät, um zu buchen.
book-why-far = Dieser Tag kann noch nicht gebucht werden. Bitte kommen Sie später wieder.
book-why-over = Dieser Tag ist vorbei.
book-why-none = Zurzeit ist keine Zeit frei, so weit im Voraus gebucht werden kann.
book-why-off = Das kann zurzeit nicht gebucht werden.
book-contact = Fragen? Wenden Sie sich an:
book-clocks-forward = { $count ->
    [one] An diesem Tag werden die Uhren um { $count } Minute vorgestellt.
   *[other] An diesem Tag werden die Uhren um { $count } Minuten vorgestellt.
}
book-clocks-back = { $count ->
    [one] An diesem Tag werden die Uhren um { $count } Minute zurückgestellt: manche Zeiten gibt es zweimal.
   *[other] An diesem Tag werden die Uhren um { $count } Minuten zurückgestellt: manche Zeiten gibt es zweimal.
}
book-zone-chosen = Zeiten in { $zone }
book-zone-place = Zeiten am Ort: { $zone }
book-zone-guess = Zeiten in { $zone } (unsere Vermutung)
book-zone-guess-note = Wir haben Ihre Zeitzone vermutet. Ändern Sie sie, wenn Sie woanders sind.
book-zone-own = Zeiten in { "{" }zone{ "}" } zeigen
book-zone-unknown = Es gibt keine Zeitzone „{ $text }“. Wählen Sie eine, die angeboten wird.
book-zone-button = Zeitzone ändern
book-hours-12 = Zeiten mit 12 Stunden zeigen
book-hours-24 = Zeiten mit 24 Stunden zeigen
book-copy = Adresse kopieren
book-copied = Kopiert
book-other-times = Andere Zeiten
book-details = Ihre Angaben
book-name = Name
book-phone = Telefon
book-phone-hint = Unter dieser Nummer rufen wir Sie an.
book-phone-wrong = Geben Sie eine Telefonnummer ein, etwa +49 30 1234567.
book-address = Adresse
book-address-hint = Wohin wir kommen: Straße, Nummer, Postleitzahl und Ort.
book-note = Notiz hinzufügen
book-decoy = Dieses Feld bitte leer lassen
book-too-fast = Das ging sehr schnell. Bitte senden Sie es noch einmal.
book-button = Buchen
book-pay = Zahlung
book-pay-none = Jetzt nichts zahlen
book-pay-full = Alles zahlen: { $amount }
book-pay-down = Jetzt einen Teil zahlen: { $amount }
book-money-online = Sie zahlen auf der nächsten Seite. Ihre Zeit wird so lange gehalten.
book-money-there = Sie zahlen direkt bei { $company }.
book-held = Diese Zeit wird bis { $time } für Sie gehalten (noch { $left }).
book-held-soon = Noch zwei Minuten. Halten Sie die Zeit länger, wenn Sie mehr brauchen.
book-held-over = Die Zeit wird nicht mehr gehalten. Was Sie eingegeben haben, ist noch da: Buchen Sie, und Sie bekommen sie, wenn sie noch frei ist.
book-extend = 15 Minuten länger halten
book-not-held = Diese Zeit ist frei. Sie gehört Ihnen, sobald Sie gebucht haben.
book-code-not-held = Diese Zeit wird inzwischen nicht gehalten. Sie gehört Ihnen, sobald der Code stimmt, wenn sie dann noch frei ist.
book-kept-offline = Sie sind offline. Was Sie eingegeben haben, bleibt in diesem Browser und wird gesendet, sobald das Netz wieder da ist.
book-kept-sending = Das Netz ist wieder da. Was Sie eingegeben haben, wird gesendet.
book-kept-before = Das haben Sie ohne Netz eingegeben. Es wird jetzt gesendet.
book-kept-late = Sie waren mehr als eine Stunde offline. Was Sie eingegeben haben, wurde nicht gesendet. Bitte prüfen Sie es und senden Sie es noch einmal.
book-taken = Diese Zeit ist nicht mehr frei
book-taken-words = Jemand anderes war schneller, oder es ist zu spät dafür. Was Sie eingegeben haben, bleibt erhalten.
book-nearest = Die nächsten freien Zeiten
book-own-other = Sie haben zu dieser Zeit einen anderen Termin.
book-code = Code
book-code-words = Wir haben sechs Ziffern an { $email } geschickt. Sie gelten zehn Minuten.
book-code-button = Bestätigen
book-code-again = Neuen Code senden
book-code-change = Angaben ändern
book-code-shape = Geben Sie die sechs Ziffern aus der E-Mail ein.
book-code-wrong = { $count ->
    [0] Das ist nicht der Code. Lassen Sie sich einen neuen schicken.
    [one] Das ist nicht der Code, oder er ist zu alt. Sie können es noch einmal versuchen.
   *[other] Das ist nicht der Code, oder er ist zu alt. Sie können es noch { $count }-mal versuchen.
}
book-refused-too-many-requests = Von hier wurden zu viele Zeiten angefragt, oder an diesem Tag werden zu viele gehalten. Bitte versuchen Sie es später noch einmal, oder wählen Sie einen anderen Tag.
book-refused-code-locked = Es wurden zu viele falsche Codes eingegeben. Lassen Sie sich einen neuen schicken.
book-refused-hold-extended = Die Zeit wurde schon länger gehalten. Bitte buchen Sie jetzt.
book-refused-hold-expired = Die Zeit wird nicht mehr gehalten. Buchen Sie, und Sie bekommen sie, wenn sie noch frei ist.
book-done = Sie haben gebucht
book-done-unpaid = Der Termin wartet auf Ihre Zahlung.
book-done-pay = Jetzt zahlen
book-done-see = Buchung ansehen
book-done-another = Weitere Zeit buchen
settings-booking-page = Buchungsseite
settings-booking-page-words = Ihre Adresse, wen Besucher fragen können, und wer einen Code eingeben muss
booking-link = Besucher buchen unter { $link }.
booking-slug = Adresse
booking-slug-hint = Kleine Buchstaben, Ziffern und Bindestriche. Die Adresse davor leitet zur neuen weiter.
booking-slug-wrong = Nehmen Sie 1 bis 60 kleine Buchstaben (a bis z), Ziffern und einzelne Bindestriche.
booking-slug-taken = Jemand anderes hat diese Adresse oder hatte sie einmal.
booking-slug-often = Die Adresse wurde so oft geändert, wie es geht. Wählen Sie eine, die Sie schon hatten.
booking-contact = Kontakt
booking-contact-hint = Eine E-Mail-Adresse oder Nummer, die Besucher sehen. Leer für keine.
booking-code = Neue Kunden geben einen Code ein
booking-code-hint = Wessen Adresse neu ist, bekommt sechs Ziffern per E-Mail und ist gebucht, sobald sie eingegeben sind.
