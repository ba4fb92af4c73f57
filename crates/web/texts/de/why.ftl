# Warum es keine Zeit gibt.
why-title = Warum gibt es keine Zeit?
why-heading = Warum gibt es keine Zeit: { $name }
why-about = Worum es geht
why-from = Ab
why-how-long = Für
why-show = Erklären
why-ask = Wählen Sie ein Treffen oder eine Leistung. Jede Zeile sagt dann, welche Regel im Weg steht, wessen sie ist, und wann.
why-no-panel = Zu diesem Gespräch muss noch niemand kommen; darum werden keine Zeiten gesucht.
why-no-starts = An diesen Tagen gibt es gar keinen Beginn.
why-open-of = { $open } von { $of } sind zu haben.
why-starts = { $count ->
    [one] { $count } Beginn
   *[other] { $count } möglichen Zeiten
}
why-truncated = Nur die ersten dieser Tage werden erklärt: Fragen Sie nach weniger Tagen, um die anderen zu sehen.
why-choose-panel = Wählen, wer kommt
why-helps = Was helfen würde
why-gain = { $count ->
    [one] ergibt { $count } Zeit
   *[other] ergibt { $count } Zeiten
}
why-rows = Wer im Weg steht, durch welche Regel, und wann
why-rule = Regel
why-everybody = Alle
why-never = Nie
why-more = { $count ->
    [one] und { $count } weitere Zeit
   *[other] und { $count } weitere Zeiten
}
why-open = Zu haben
why-rule-minimum_notice = Zu bald: kürzester Vorlauf
why-rule-maximum_notice = Zu weit voraus
why-rule-window = Würde nach diesen Tagen enden
why-rule-cannot_interview = Nimmt keine Buchungen an
why-rule-not_offered = Nimmt keine Buchungen an
why-rule-working_hours = Außerhalb der Arbeitszeit
why-rule-available = Außerhalb der Arbeitszeit
why-rule-day_off = Freier Tag
why-rule-grid = Beginnt zu anderen Zeiten
why-rule-busy = Belegt
why-rule-candidate = Der Bewerber ist belegt
why-rule-buffer = Zeit, die um ein Treffen frei bleibt
why-rule-untrusted_calendar = Kalender, dem nicht zu trauen ist
why-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
why-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
why-help-step = Ein Beginn je { $length }
why-help-before = Davor { $length } frei halten
why-help-after = Danach { $length } frei halten
why-help-notice = Kürzester Vorlauf: { $length }
why-help-ahead = Buchbar bis { $length } voraus
why-help-duration = Dauer: { $length }
why-help-required = Nur { $people } verlangen
why-help-period = { $who }: { $when } freigeben
why-help-hours = { $who }: andere Zeiten
why-help-off = { $who }: freie Tage aufgeben
why-help-busy = { $who }: belegte Zeit freigeben
why-column = Keine Zeiten?
why-link = Warum gibt es keine Zeit?
why-link-of = Warum gibt es keine Zeit für { $name }?
why-told-title = Warum gibt es keine Zeiten?
why-told-words = Das steht im Weg. Wessen es ist, bleibt vertraulich.
why-told-taken = Vergeben
why-told-soon = Zu bald zum Buchen
why-told-far = Zu weit voraus zum Buchen
why-told-closed = Geschlossen
why-told-dayoff = Freier Tag
why-told-back = Zurück zu den Zeiten
