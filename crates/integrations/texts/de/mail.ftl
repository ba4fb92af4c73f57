# Words of mail, in German.

greeting = Guten Tag,
greeting-name = Guten Tag { $name },
subject = { $subject } – { $company }
subject-about = { $subject }: { $title } – { $company }
setting-online = Online
setting-in-person = Vor Ort

interview = Vorstellungsgespräch
interview-for = Vorstellungsgespräch für die Stelle { $title }
appointment = Termin
appointment-for = Termin: { $title }

weekday-1 = Montag
weekday-2 = Dienstag
weekday-3 = Mittwoch
weekday-4 = Donnerstag
weekday-5 = Freitag
weekday-6 = Samstag
weekday-7 = Sonntag
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember

# The names of facts, and what stands in every notice.

label-when = Wann
label-previously = Bisher
label-place = Wo
label-job = Stelle
label-candidate = Bewerbung von
label-interviewers = Gespräch mit
label-service = Leistung
label-client = Kunde
label-staff = Mit
label-code = Code
label-webhook = Webhook
label-reason = Grund
label-returned = Erstattung
label-offered = Freie Zeiten
label-valid-until = Gültig bis
label-contact = Kontakt
label-conflict = Konflikt
label-join = Teilnehmen
label-reschedule = Verschieben
label-cancel = Termin absagen
label-accept = Zusagen
label-decline = Absagen
label-link-hint = Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:
label-own-room = Sie sprechen auf dieser Seite miteinander, mit Ton und Bild. Sie müssen nichts installieren; ein Browser mit Mikrofon genügt.
label-automatic = Diese Nachricht wurde automatisch versandt.

invitation-subject = Einladung zum Vorstellungsgespräch
invitation-heading = Einladung zum Vorstellungsgespräch
invitation-lead = { $company } lädt Sie zu einem { $interview } ein.
invitation-button = Termin ansehen
invitation-closing = Falls Ihnen der Termin nicht passt, geben Sie uns bitte möglichst bald Bescheid.

time-changed-subject = Neuer Termin für das Vorstellungsgespräch
time-changed-heading = Der Termin wurde verschoben
time-changed-lead = Das { $interview } findet zu einer anderen Zeit statt.
time-changed-button = Termin ansehen
time-changed-closing = Falls Ihnen der neue Termin nicht passt, geben Sie uns bitte möglichst bald Bescheid.

changed-subject = Neue Angaben zum Vorstellungsgespräch
changed-heading = Das Vorstellungsgespräch hat sich geändert
changed-lead = Angaben zum { $interview } haben sich geändert. So ist der Stand jetzt.
changed-button = Termin ansehen
changed-closing = Falls Ihnen das nicht passt, geben Sie uns bitte möglichst bald Bescheid.

cancelled-subject = Vorstellungsgespräch abgesagt
cancelled-heading = Das Vorstellungsgespräch wurde abgesagt
cancelled-lead = Das { $interview } findet nicht statt.
cancelled-button = Einzelheiten ansehen
cancelled-closing = Sie müssen nichts tun. Bei Fragen wenden Sie sich bitte an uns.

postponed-subject = Vorstellungsgespräch verschoben
postponed-heading = Das Vorstellungsgespräch wartet auf einen neuen Termin
postponed-lead = Das { $interview } findet nicht zu dieser Zeit statt und wartet auf einen neuen Termin.
postponed-button = Einzelheiten ansehen
postponed-closing = Sie werden wieder eingeladen, sobald es einen neuen Termin gibt.

released-subject = Vorstellungsgespräch ohne Sie
released-heading = Das Vorstellungsgespräch findet ohne Sie statt
released-lead = Sie nehmen am { $interview } nicht mehr teil.
released-button = Einzelheiten ansehen
released-closing = Ihre Zeit ist wieder frei; Sie müssen nichts tun.

readdressed-subject = Einladung an eine andere Adresse gesandt
readdressed-heading = Sie sind unter einer anderen Adresse eingeladen
readdressed-lead = Die Einladung zum { $interview } ging an eine andere Adresse. Hier gilt sie nicht mehr.
readdressed-button = Einzelheiten ansehen
readdressed-closing = Falls Sie von keiner anderen Adresse wissen, geben Sie uns bitte Bescheid.

reminder-subject = Erinnerung an das Vorstellungsgespräch
reminder-heading = Ihr Vorstellungsgespräch steht bevor
reminder-lead = Wir erinnern Sie an das { $interview }.
reminder-button = Termin ansehen

room-ready-subject = Link zum Online-Vorstellungsgespräch
room-ready-heading = Der Online-Raum ist bereit
room-ready-lead = Das { $interview } findet online statt. Über diesen Link nehmen Sie zum Termin daran teil.
room-ready-button = Am Gespräch teilnehmen

room-changed-subject = Neuer Link zum Online-Vorstellungsgespräch
room-changed-heading = Der Online-Raum hat sich geändert
room-changed-lead = Das { $interview } hat einen neuen Online-Raum. Bitte verwenden Sie diesen Link; der bisherige gilt nicht mehr.
room-changed-button = Am Gespräch teilnehmen

conflict-found-subject = Terminkonflikt
conflict-found-heading = Ein Vorstellungsgespräch braucht Ihre Aufmerksamkeit
conflict-found-lead = Dem { $interview } steht etwas entgegen.
conflict-found-button = Konflikt lösen
conflict-found-closing = Der Termin bleibt bestehen, bis jemand ihn ändert.

webhook-disabled-subject = Ein Webhook wurde abgeschaltet
webhook-disabled-heading = Ein Webhook wurde abgeschaltet
webhook-disabled-lead = Ein Webhook von { $company } ist wiederholt fehlgeschlagen und erhält keine Ereignisse mehr.
webhook-disabled-button = Webhook öffnen
webhook-disabled-closing = Schalten Sie ihn wieder ein, sobald sein Empfänger arbeitet; Versäumtes kann erneut gesendet werden.

hand-off-failed-subject = KI-Vorstellungsgespräch konnte nicht gestartet werden
hand-off-failed-heading = Ein KI-Vorstellungsgespräch braucht Ihre Aufmerksamkeit
hand-off-failed-lead = Das KI-{ $interview } konnte nicht an seinen Anbieter übergeben werden.
hand-off-failed-button = Termin ansehen

password-reset-subject = Passwort zurücksetzen
password-reset-heading = Neues Passwort festlegen
password-reset-lead = Jemand, vermutlich Sie, hat ein neues Passwort für Ihr Konto bei { $company } angefordert.
password-reset-button = Neues Passwort festlegen
password-reset-closing = Wenn Sie es nicht waren, ignorieren Sie diese Nachricht; Ihr Passwort bleibt unverändert.

booked-subject = Termin bestätigt
booked-heading = Ihr Termin ist gebucht
booked-lead = Der { $appointment } bei { $company } ist gebucht.
booked-button = Termin ansehen
booked-closing = Auf seiner Seite können Sie ihn verschieben oder absagen.

appointment-moved-subject = Neuer Zeitpunkt für Ihren Termin
appointment-moved-heading = Der Termin wurde auf eine andere Zeit gelegt
appointment-moved-lead = Der { $appointment } findet nun zu einer anderen Zeit statt.
appointment-moved-button = Termin ansehen
appointment-moved-closing = Passt die neue Zeit nicht, verschieben Sie ihn auf seiner Seite oder sagen ab.

appointment-changed-subject = Neue Angaben zu Ihrem Termin
appointment-changed-heading = Der Termin hat sich geändert
appointment-changed-lead = Die Angaben zum { $appointment } haben sich geändert. So lauten sie jetzt.
appointment-changed-button = Termin ansehen
appointment-changed-closing = Passt das nicht, sagen Sie uns bitte so bald wie möglich Bescheid.

appointment-cancelled-subject = Termin abgesagt
appointment-cancelled-heading = Der Termin wurde abgesagt
appointment-cancelled-lead = Der { $appointment } findet nicht statt.
appointment-cancelled-button = Einzelheiten ansehen
appointment-cancelled-closing = Sie müssen nichts tun. Bei Fragen wenden Sie sich bitte an uns.

appointment-reminder-subject = Erinnerung an Ihren Termin
appointment-reminder-heading = Ihr Termin steht bevor
appointment-reminder-lead = Wir erinnern an den { $appointment }.
appointment-reminder-button = Termin ansehen

appointment-released-subject = Termin ohne Sie
appointment-released-heading = Der Termin findet ohne Sie statt
appointment-released-lead = Sie nehmen nicht mehr am { $appointment } teil.
appointment-released-button = Einzelheiten ansehen
appointment-released-closing = Ihre Zeit ist wieder frei; Sie müssen nichts tun.

appointment-readdressed-subject = Termin an eine andere Adresse gesandt
appointment-readdressed-heading = Sie haben den Termin unter einer anderen Adresse
appointment-readdressed-lead = Nachrichten zum { $appointment } gehen jetzt an eine andere Adresse. Hier gilt er nicht mehr.
appointment-readdressed-button = Einzelheiten ansehen
appointment-readdressed-closing = Falls Sie von keiner anderen Adresse wissen, geben Sie uns bitte Bescheid.

appointment-conflict-subject = Konflikt bei einem Termin
appointment-conflict-heading = Ein Termin braucht Ihre Aufmerksamkeit
appointment-conflict-lead = Etwas steht dem { $appointment } entgegen.
appointment-conflict-button = Konflikt lösen
appointment-conflict-closing = Der Termin bleibt, wie er ist, bis jemand ihn ändert.

money-returned-subject = Ihr Geld wird erstattet
money-returned-heading = Ihre Zahlung kam zu spät
money-returned-lead = Ihre Zahlung an { $company } kam an, als die Zeit nicht mehr zu haben war ({ $appointment }). Sie wird vollständig erstattet.
money-returned-button = Einzelheiten ansehen
money-returned-closing = Wie lange es dauert, bis das Geld da ist, hängt von Ihrer Bank ab.

excess-returned-subject = Sie erhalten Geld zurück
excess-returned-heading = Es wurde mehr bezahlt, als einbehalten wird
excess-returned-lead = { $company } behält weniger, als Sie bezahlt haben ({ $appointment }).
excess-returned-button = Einzelheiten ansehen
excess-returned-closing = Wie lange es dauert, bis das Geld da ist, hängt von Ihrer Bank ab.

move-asked-subject = Passt Ihnen eine andere Zeit?
move-asked-heading = Eine andere Zeit wird vorgeschlagen
move-asked-lead = { $company } möchte den { $appointment } verschieben. Bis Sie zustimmen, ändert sich nichts.
move-asked-button = Antworten
move-asked-closing = Ohne Antwort bleibt der Termin, wie er ist.

choose-time-subject = Wählen Sie einen Termin für Ihr Vorstellungsgespräch
choose-time-heading = Wählen Sie Ihren Termin
choose-time-lead = { $company } lädt Sie zum { $interview } ein. Wählen Sie selbst die Zeit.
choose-time-button = Termin wählen
choose-time-closing = Solange Sie nicht wählen, ist nichts gebucht.

code-subject = Ihr Code
code-heading = Zeigen Sie, dass dies Ihre Adresse ist
code-lead = Jemand, vermutlich Sie, bucht mit dieser Adresse bei { $company }. Dieser Code schließt die Buchung ab.
code-button = Einzelheiten ansehen
code-closing = Waren Sie es nicht, ignorieren Sie diese Nachricht; ohne den Code wird nichts gebucht.
