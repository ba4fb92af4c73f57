# Stellen, Bewerber, Gespräche, Zeitfenster, Konflikte.
decide = Zu entscheiden
decide-none = Nichts ist zu entscheiden.
decide-conflicts = { $count ->
    [one] offener Konflikt
   *[other] offene Konflikte
}
decide-calendars = { $count ->
    [one] Kalender, auf den kein Verlass ist
   *[other] Kalender, auf die kein Verlass ist
}
decide-mail = { $count ->
    [one] E-Mail, die nicht ankam
   *[other] E-Mails, die nicht ankamen
}
decide-effects = { $count ->
    [one] aufgegebene Aufgabe
   *[other] aufgegebene Aufgaben
}
today-heading = Heute
today-none = Für heute ist nichts geplant.
next-heading = Als Nächstes
next-none = Nach heute ist nichts geplant. Setzen Sie Bewerber auf die Auswahlliste und finden Sie eine Zeit.
next-none-read = Nach heute sind keine Gespräche geplant.
next-none-appointments = Nach heute sind keine Termine gebucht. Buchen Sie einen für einen Kunden, oder zeigen Sie Ihre Buchungsseite mehr Menschen.
next-none-appointments-read = Nach heute sind keine Termine gebucht.
figures = Zahlen
chart-past = Die letzten 30 Tage
chart-next = Die nächsten 14 Tage
chart-completed = Stattgefunden
chart-booked = Gebucht
chart-no-show = Nicht erschienen
chart-cancelled = Abgesagt
chart-part = { $count } { $what }
chart-summary = Insgesamt: { $parts }.
chart-table = Die Zahlen als Tabelle
chart-day = Tag
figure-today = heute
figure-upcoming = geplant
figure-completed = geführt in 30 Tagen
figure-no-shows = nicht erschienen in 30 Tagen
figure-interviews-today = Gespräche heute
figure-interviews-upcoming = Gespräche geplant
figure-interviews-completed = Gespräche geführt in 30 Tagen
figure-interviews-no-shows = Bewerber nicht erschienen in 30 Tagen
active = Aktiv
inactive = Inaktiv
erased = Gelöscht
phone = Telefon
role = Rolle
role-hint = Was jemand sehen und tun darf. Inhaber dürfen alles.
job = Stelle
job-list = Stellen
job-new = Neue Stelle
job-edit = Stelle ändern
job-back = Zurück zu den Stellen
job-none = Es gibt noch keine Stelle. Legen Sie eine an und wählen Sie Bewerber dafür aus.
job-none-read = Es gibt noch keine Stelle.
job-title = Titel
job-active = Offen
job-active-hint = Geschlossene Stellen bleiben im Verlauf.
job-open = Offen
job-closed = Geschlossen
job-delete = Stelle löschen
job-delete-words = Nur eine Stelle ohne Gespräche lässt sich löschen. Schließen Sie sie stattdessen.
candidate = Bewerber
candidate-list = Bewerber
candidate-new = Neuer Bewerber
candidate-edit = Bewerber ändern
candidate-back-one = Zurück zum Bewerber
candidate-back = Zurück zu den Bewerbern
candidate-none = Es gibt noch keine Bewerber. Legen Sie hier einen an, oder viele auf einmal über die API.
candidate-none-read = Es gibt noch keine Bewerber.
candidate-none-of-job-read = Für diese Stelle steht noch niemand auf der Auswahlliste.
candidate-none-of-job = Für diese Stelle steht noch niemand auf der Auswahlliste. Zeigen Sie alle Bewerber und wählen Sie einige aus.
candidate-no-interviews = Noch keine Gespräche.
candidate-zone-hint = E-Mails nennen Zeiten in dieser Zone. Tippen Sie einen Teil des Namens.
candidate-active = Kann gebucht werden
candidate-active-hint = Was schon gebucht ist, bleibt.
candidate-delete = Bewerber löschen
candidate-delete-words = Nur ein Bewerber ohne Gespräche lässt sich löschen.
local-time = Dort ist es jetzt { $time }.
facts = Angaben
standing = Stellen
shortlisted = Auf der Auswahlliste
shortlist = Auswahlliste
interviews-enabled = Gespräche
online-enabled = Online-Gespräche
switch-label = { $what } für { $who }
pick-one = { $name } auswählen
bulk-job = für die Stelle
bulk-no-job = Wählen Sie zuerst die Stelle.
bulk-shortlist = Auf die Auswahlliste
bulk-enable = Auswählen und Gespräche freigeben
bulk-remove = Von der Auswahlliste nehmen
timeline = Verlauf
timeline-none = Noch ist nichts geschehen.
actor-api = API
actor-system = Meridian
actor-candidate = Der Bewerber
actor-interviewer = Ein Interviewer
log-created = Gespräch angelegt
log-scheduled = Zeit gesetzt
log-rescheduled = Verschoben
log-changed = Geändert
log-unscheduled = Zeit zurückgenommen
log-cancelled = Abgesagt
log-answered = Einladung beantwortet
log-joined = Raum betreten
log-started = Begonnen
log-completed = Geführt
log-no_show = Der Bewerber ist nicht erschienen
log-booked = Auf ein Zeitfenster gebucht
log-confirmed = Bestätigt
log-with-time = { $what }: { $time }
interview = Gespräch
appointment = Termin
interview-list = Gespräche
interview-new = Neues Gespräch
interview-of = { $candidate }, { $job }
interview-edit = Gespräch ändern: { $candidate }, { $job }
interview-back = Zurück zum Gespräch
interview-none = Es gibt noch keine Gespräche. Beginnen Sie mit einem Bewerber.
interview-none-read = Es gibt noch keine Gespräche.
interview-pending = Noch ohne Zeit
interview-scheduled = Geplant
interview-in_progress = Läuft
interview-completed = Geführt
interview-cancelled = Abgesagt
interview-no_show = Nicht erschienen
interview-start = Beginn
interview-start-hint = Leer lassen, um später eine Zeit zu finden.
interview-minutes = Minuten
interview-type = Wo
interview-round = Runde
interview-location = Ort
interview-location-hint = Eine Adresse oder ein Link. Steht in der Einladung.
interview-notes-hint = Für Ihr Team. Bewerber sehen es nicht.
interviewer = Interviewer
interviewers = Interviewer
hourless-name = { $name } (keine Gesprächszeiten)
hourless-hint = Wer keine Gesprächszeiten hat, wird zu jeder Stunde des Tages angeboten, auch am Wochenende.
hourless-warning = Keine Gesprächszeiten: { $names }. Jede Stunde des Tages wird angeboten, auch am Wochenende.
hourless-way = Gesprächszeiten festlegen
interviewers-hint = Alle, die dabei sein müssen. Leer lassen, wenn das Gespräch auf ein Zeitfenster gebucht wird.
interviewers-none = Noch niemand
type-online = Online
type-offline = Vor Ort
notes = Notizen
no-time = Noch keine Zeit
answers = Antworten
answer-line = { $who }: { $what }
answer-accepted = zugesagt
answer-declined = abgesagt
answer-tentative = vielleicht
join = Teilnehmen
waits = Ein Zeitfenster ist gebucht und wartet auf Bestätigung.
confirm-slot = Zeitfenster bestätigen
find-time = Zeit finden
move = Verschieben
move-heading = Gespräch verschieben: { $candidate }, { $job }
move-now = Jetzt: { $when }
move-told = Diese Personen erfahren die neue Zeit:
move-more = { $count ->
    [one] Eine weitere Zeit
   *[other] { $count } weitere Zeiten
}
move-common = Zeiten, zu denen alle können
move-no-common = In den nächsten 14 Tagen gibt es keine gemeinsame Zeit. Ändern Sie die Interviewer oder sehen Sie sich die Zeitfenster an.
move-other = Eine andere Zeit
move-to = Neuer Beginn
move-button = Auf diese Zeit verschieben
move-slots = Freie Zeitfenster
move-no-slots = In den nächsten 30 Tagen ist kein Zeitfenster frei.
move-reason = von einem Recruiter verschoben
cancel-keep = Gespräch behalten
cancel-interview = Gespräch absagen
cancel-heading = Gespräch absagen: { $candidate }, { $job }
cancel-words = Zeit: { $when }. Bewerber und Interviewer erfahren es.
cancel-reason = Grund
cancel-reason-hint = Er steht im Verlauf und in der Nachricht.
from-date = Von
to-date = Bis
slot-list = Zeitfenster
slot-new = Neue Zeitfenster
slot-edit = Zeitfenster ändern
slot-none = Keine Zeitfenster in Sicht. Bieten Sie Zeiten an, die gebucht werden können.
slot-none-read = Es sind keine Zeitfenster geplant.
slot-ahead = Kommende
slot-available = Frei
slot-booked = Gebucht
slot-cancelled = Abgesagt
slot-completed = Vorbei
slot-ai = KI-Interviewer
slot-any-job = Jede Stelle
slot-intro = Ein Zeitfenster oder eine Reihe davon. Die Zeiten gelten in der Zone { $zone }.
slot-first = Erster Tag
slot-last = Letzter Tag
slot-last-hint = Leer lassen für einen Tag.
slot-days = Wochentage
slot-days-hint = Sie zählen bei mehr als einem Tag.
slot-from = Von
slot-to = Bis
slot-minutes = Minuten je Zeitfenster
slot-break = Minuten dazwischen
slot-places = Bewerber je Zeitfenster
slot-button = Zeitfenster anlegen
slot-all-skipped = Es entstand kein Zeitfenster. Jede Zeit steht bei ihrem Grund.
slot-no-days = Es entstand kein Zeitfenster: Keiner dieser Tage ist einer der Wochentage.
slot-made = { $count ->
    [one] Ein Zeitfenster ist entstanden.
   *[other] { $count } Zeitfenster sind entstanden.
}
slot-skipped = { $count ->
    [one] Eines wurde ausgelassen:
   *[other] { $count } wurden ausgelassen:
}
slot-skipped-overlap = Von einem anderen Zeitfenster belegt: { $times }
slot-skipped-past = Vergangen: { $times }
slot-skipped-business-hours = Außerhalb der Öffnungszeiten des Unternehmens: { $times }
slot-skipped-availability = Außerhalb der Interviewzeiten: { $times }
slot-skipped-daily-limit = Der Tag hat so viele Zeitfenster, wie die Interviewzeiten erlauben: { $times }
slot-skipped-more = { $count ->
    [one] und eine weitere
   *[other] und { $count } weitere
}
slot-cancel = Zeitfenster absagen
slot-cancel-heading = Ein Zeitfenster absagen
slot-cancel-keep = Zeitfenster behalten
slot-cancel-booked = { $count ->
    [0] Niemand hat es gebucht.
    [one] Eine Buchung verliert ihre Zeit; die Betroffenen erfahren es.
   *[other] { $count } Buchungen verlieren ihre Zeit; die Betroffenen erfahren es.
}
places = Belegte Plätze
why-taken = Nicht verfügbar
why-busy = Interviewer ist belegt
why-buffer = Zu nah an einem anderen
why-available = Außerhalb der Verfügbarkeit
why-working-hours = Außerhalb der Zeiten
why-day-off = Freier Tag
why-untrusted-calendar = Kalender unsicher
why-cannot-interview = Führt keine Gespräche
why-slot-begun = Hat begonnen
why-slot-full = Voll
why-slot-cancelled = Abgesagt
why-overlap = Überschneidet sich
conflict = Konflikt
conflict-list = Konflikte
conflict-intro = Was gebuchten Gesprächen und Terminen entgegensteht, und Buchungen, die abgelehnt wurden.
conflict-none = Keine offenen Konflikte. Alles, was gebucht ist, kann stattfinden.
conflict-open-ones = Offene Konflikte zeigen
conflict-all = Auch gelöste zeigen
conflict-pending = Offen
conflict-type = Art
conflict-origin = Wie er entstand
conflict-against = Buchung
conflict-found = Gefunden
conflict-found-at = Gefunden: { $when }.
conflict-busy = Was die Zeit von { $who } belegt
conflict-day = Kalender an diesem Tag
conflict-this = Dieses Gespräch
conflict-that = Steht im Weg
conflict-free = Freie Zeiten
conflict-whom = Für
conflict-about = Worum es geht
conflict-appointment = Dieser Termin
conflict-free-words = Wählen Sie eine, um auf sie zu verschieben; vor jeder Änderung werden Sie gefragt.
conflict-other-time = Andere Zeit
conflict-cancel = Absagen
conflict-nobody = Es ist niemand genannt, der dabei sein muss. Buchen Sie es auf ein freies Zeitfenster.
conflict-overlap = Ist dann schon gebucht
conflict-interviewer-unavailable = Interviewer nicht verfügbar
conflict-staff-unavailable = Person aus dem Team nicht verfügbar
conflict-candidate-unavailable = Bewerber nicht verfügbar
conflict-ai-system-error = KI-Dienst gescheitert
conflict-slot-unavailable = Zeitfenster nicht verfügbar
origin-broken = Eine spätere Änderung
origin-refused = Eine abgelehnte Buchung
resolution-pending = Offen
resolution-rescheduled = Verschoben
resolution-cancelled = Abgesagt
resolution-resolved = Gelöst
settle = Lösen
settle-words = Das schließt den Konflikt und ändert keine Buchung. Wählen Sie eine freie Zeit, um das Gespräch zu verschieben.
settle-how = Wie
settle-resolved = Es ist nichts zu tun
settle-rescheduled = Das Gespräch wurde verschoben
settle-cancelled = Das Gespräch wurde abgesagt
settle-notes = Notizen
settle-button = Konflikt lösen
people-count = { $count ->
    [one] { $count } Person
   *[other] { $count } Personen
}
