# Words of mail, in French. Colons and question marks follow a no-break space, as French typography has it.

greeting = Bonjour,
greeting-name = Bonjour { $name },
subject = { $subject } – { $company }
subject-about = { $subject } : { $title } – { $company }
setting-online = En ligne
setting-in-person = Sur place

interview = entretien
interview-for = entretien pour le poste { $title }
appointment = rendez-vous
appointment-for = rendez-vous : { $title }

weekday-1 = lundi
weekday-2 = mardi
weekday-3 = mercredi
weekday-4 = jeudi
weekday-5 = vendredi
weekday-6 = samedi
weekday-7 = dimanche
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre

# The names of facts, and what stands in every notice.

label-when = Quand
label-previously = Auparavant
label-place = Lieu
label-job = Poste
label-candidate = Candidature de
label-interviewers = Entretien avec
label-service = Prestation
label-client = Client
label-staff = Avec
label-code = Code
label-webhook = Webhook
label-reason = Motif
label-returned = Remboursement
label-offered = Horaires libres
label-valid-until = Valable jusqu’au
label-contact = Contact
label-conflict = Conflit
label-join = Participer
label-reschedule = Déplacer
label-cancel = Annuler le rendez-vous
label-accept = Accepter
label-decline = Décliner
label-link-hint = Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :
label-own-room = Vous vous parlez sur cette page, avec le son et l’image. Il n’y a rien à installer ; un navigateur avec un microphone suffit.
label-automatic = Ce message a été envoyé automatiquement.

invitation-subject = Invitation à un entretien
invitation-heading = Votre invitation à un entretien
invitation-lead = { $company } vous invite à un { $interview }.
invitation-button = Voir l’entretien
invitation-closing = Si cet horaire ne vous convient pas, merci de nous prévenir dès que possible.

time-changed-subject = Nouvel horaire de votre entretien
time-changed-heading = L’entretien a été déplacé
time-changed-lead = L’{ $interview } aura lieu à un autre moment.
time-changed-button = Voir l’entretien
time-changed-closing = Si ce nouvel horaire ne vous convient pas, merci de nous prévenir dès que possible.

changed-subject = Votre entretien a changé
changed-heading = L’entretien a changé
changed-lead = L’{ $interview } a changé. Voici ce qui vaut désormais.
changed-button = Voir l’entretien
changed-closing = Si cela ne vous convient pas, merci de nous prévenir dès que possible.

cancelled-subject = Entretien annulé
cancelled-heading = L’entretien a été annulé
cancelled-lead = L’{ $interview } n’aura pas lieu.
cancelled-button = Voir les détails
cancelled-closing = Vous n’avez rien à faire. Contactez-nous si vous avez des questions.

postponed-subject = Entretien reporté
postponed-heading = L’entretien attend un nouvel horaire
postponed-lead = L’{ $interview } n’aura pas lieu à cet horaire et en attend un autre.
postponed-button = Voir les détails
postponed-closing = Vous serez invité de nouveau dès qu’il y aura un nouvel horaire.

released-subject = Entretien sans vous
released-heading = L’entretien aura lieu sans vous
released-lead = Vous ne participez plus à l’{ $interview }.
released-button = Voir les détails
released-closing = Votre temps est de nouveau libre ; vous n’avez rien à faire.

readdressed-subject = Invitation envoyée à une autre adresse
readdressed-heading = Vous êtes invité à une autre adresse
readdressed-lead = L’invitation à l’{ $interview } est partie à une autre adresse. Elle ne vaut plus ici.
readdressed-button = Voir les détails
readdressed-closing = Si vous n’avez pas d’autre adresse, merci de nous prévenir.

reminder-subject = Rappel de votre entretien
reminder-heading = Votre entretien approche
reminder-lead = Nous vous rappelons l’{ $interview }.
reminder-button = Voir l’entretien

room-ready-subject = Lien vers votre entretien en ligne
room-ready-heading = La salle en ligne est prête
room-ready-lead = L’{ $interview } a lieu en ligne. Ce lien vous permet d’y participer le moment venu.
room-ready-button = Rejoindre l’entretien

room-changed-subject = Nouveau lien vers votre entretien en ligne
room-changed-heading = La salle en ligne a changé
room-changed-lead = L’{ $interview } a une nouvelle salle en ligne. Utilisez ce lien ; le précédent n’est plus valable.
room-changed-button = Rejoindre l’entretien

conflict-found-subject = Conflit d’horaire
conflict-found-heading = Un entretien demande votre attention
conflict-found-lead = Quelque chose s’oppose à l’{ $interview }.
conflict-found-button = Résoudre le conflit
conflict-found-closing = L’entretien reste inchangé tant que personne ne le modifie.

webhook-disabled-subject = Un webhook a été désactivé
webhook-disabled-heading = Un webhook a été désactivé
webhook-disabled-lead = Un webhook de { $company } a échoué à plusieurs reprises et ne reçoit plus d’événements.
webhook-disabled-button = Ouvrir le webhook
webhook-disabled-closing = Réactivez-le quand son destinataire fonctionnera ; ce qu’il a manqué pourra être renvoyé.

hand-off-failed-subject = L’entretien avec l’IA n’a pas pu démarrer
hand-off-failed-heading = Un entretien avec l’IA demande votre attention
hand-off-failed-lead = L’{ $interview } mené par l’IA n’a pas pu être transmis à son prestataire.
hand-off-failed-button = Voir l’entretien

password-reset-subject = Réinitialisation de votre mot de passe
password-reset-heading = Choisissez un nouveau mot de passe
password-reset-lead = Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte chez { $company }.
password-reset-button = Choisir un mot de passe
password-reset-closing = Si ce n’était pas vous, ignorez ce message ; votre mot de passe ne change pas.

booked-subject = Rendez-vous confirmé
booked-heading = Votre rendez-vous est réservé
booked-lead = Le { $appointment } chez { $company } est réservé.
booked-button = Voir le rendez-vous
booked-closing = Vous pouvez le déplacer ou l’annuler sur sa page.

appointment-moved-subject = Nouvel horaire de votre rendez-vous
appointment-moved-heading = Le rendez-vous a été déplacé
appointment-moved-lead = Le { $appointment } a désormais lieu à un autre horaire.
appointment-moved-button = Voir le rendez-vous
appointment-moved-closing = Si le nouvel horaire ne vous convient pas, déplacez-le ou annulez-le sur sa page.

appointment-changed-subject = Votre rendez-vous a changé
appointment-changed-heading = Le rendez-vous a changé
appointment-changed-lead = Les informations du { $appointment } ont changé. Voici ce qui vaut maintenant.
appointment-changed-button = Voir le rendez-vous
appointment-changed-closing = Si cela ne vous convient pas, merci de nous le dire dès que possible.

appointment-cancelled-subject = Rendez-vous annulé
appointment-cancelled-heading = Le rendez-vous a été annulé
appointment-cancelled-lead = Le { $appointment } n’aura pas lieu.
appointment-cancelled-button = Voir les détails
appointment-cancelled-closing = Vous n’avez rien à faire. Contactez-nous si vous avez des questions.

appointment-reminder-subject = Rappel de votre rendez-vous
appointment-reminder-heading = Votre rendez-vous approche
appointment-reminder-lead = Nous vous rappelons le { $appointment }.
appointment-reminder-button = Voir le rendez-vous

appointment-released-subject = Rendez-vous sans vous
appointment-released-heading = Le rendez-vous aura lieu sans vous
appointment-released-lead = Vous ne participez plus au { $appointment }.
appointment-released-button = Voir les détails
appointment-released-closing = Votre temps est de nouveau libre ; vous n’avez rien à faire.

appointment-readdressed-subject = Rendez-vous envoyé à une autre adresse
appointment-readdressed-heading = Vous avez le rendez-vous à une autre adresse
appointment-readdressed-lead = Les messages sur le { $appointment } partent maintenant à une autre adresse. Il ne vaut plus ici.
appointment-readdressed-button = Voir les détails
appointment-readdressed-closing = Si vous n’avez pas d’autre adresse, merci de nous prévenir.

appointment-conflict-subject = Conflit pour un rendez-vous
appointment-conflict-heading = Un rendez-vous demande votre attention
appointment-conflict-lead = Quelque chose s’oppose au { $appointment }.
appointment-conflict-button = Résoudre le conflit
appointment-conflict-closing = Le rendez-vous reste tel quel jusqu’à ce que quelqu’un le change.

money-returned-subject = Votre argent vous est rendu
money-returned-heading = Votre paiement est arrivé trop tard
money-returned-lead = Votre paiement à { $company } est arrivé quand cet horaire n’était plus disponible ({ $appointment }). Il vous est rendu en entier.
money-returned-button = Voir les détails
money-returned-closing = Le délai jusqu’à l’arrivée de l’argent dépend de votre banque.

excess-returned-subject = De l’argent vous est rendu
excess-returned-heading = Vous avez payé plus que ce qui est conservé
excess-returned-lead = { $company } garde moins que ce que vous avez payé ({ $appointment }).
excess-returned-button = Voir les détails
excess-returned-closing = Le délai jusqu’à l’arrivée de l’argent dépend de votre banque.

move-asked-subject = Un autre horaire vous convient-il ?
move-asked-heading = Un autre horaire est proposé
move-asked-lead = { $company } souhaite déplacer le { $appointment }. Rien ne change sans votre accord.
move-asked-button = Répondre
move-asked-closing = Sans réponse, le rendez-vous reste tel quel.

choose-time-subject = Choisissez l’horaire de votre entretien
choose-time-heading = Choisissez votre horaire
choose-time-lead = { $company } souhaite vous rencontrer pour l’{ $interview }. Choisissez l’horaire qui vous convient.
choose-time-button = Choisir un horaire
choose-time-closing = Tant que vous n’avez pas choisi, rien n’est réservé.

code-subject = Votre code
code-heading = Montrez que cette adresse est la vôtre
code-lead = Quelqu’un, probablement vous, réserve chez { $company } avec cette adresse. Ce code termine la réservation.
code-button = Voir les détails
code-closing = Si ce n’était pas vous, ignorez ce message ; rien n’est réservé sans le code.
