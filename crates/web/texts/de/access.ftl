# Hinein und hinaus, und das erste Formular.
login-title = Anmelden
login-button = Anmelden
login-wrong = Die E-Mail-Adresse oder das Passwort ist falsch.
login-too-many = { $count ->
    [one] Das wurde zu oft versucht. Versuchen Sie es in einer Minute wieder.
   *[other] Das wurde zu oft versucht. Versuchen Sie es in { $count } Minuten wieder.
}
login-session-over = Ihre Sitzung ist beendet. Melden Sie sich an; was Sie eingegeben haben, ist noch da.
login-provider = Mit dem Firmenkonto anmelden
login-forgotten = Ich habe mein Passwort vergessen
forgotten-title = Passwort vergessen
forgotten-words = Geben Sie Ihre E-Mail-Adresse ein. Gibt es dazu ein Konto, senden wir einen Link für ein neues Passwort.
forgotten-button = Link senden
forgotten-asked = Gibt es ein solches Konto, ist eine E-Mail unterwegs. Versendet dieser Server keine E-Mails, bitten Sie einen Inhaber Ihres Unternehmens um einen Link.
resume-title = Sie sind wieder angemeldet
resume-words = Das haben Sie eingegeben, bevor Ihre Sitzung endete. Prüfen Sie es und senden Sie es ab.
resume-send = Jetzt senden
start-title = Meridian einrichten
start-words = Ein Formular, und Bewerber können eingeladen werden. Alles lässt sich später ändern.
start-name = Ihr Name
start-company = Ihr Unternehmen
start-zone-hint = Tippen Sie einen Teil des Namens, zum Beispiel Berlin.
start-job = Erste Stelle
start-job-hint = Wofür Gespräche geführt werden.
start-job-usual = Softwareentwicklung
start-template = Erstgespräch
start-button = Loslegen
start-api = Lieber über die API lesen
companies-title = Unternehmen wählen
companies-words = Sie verwalten alle Unternehmen. Wählen Sie, welches Sie ansehen möchten.
companies-choose = Ansehen
companies-none = Es gibt noch kein Unternehmen. Legen Sie eines über die API an.
