# In and out, and the first form.
login-title = Log in
login-button = Log in
login-wrong = The e-mail or the password is wrong.
login-too-many = { $count ->
    [one] That was tried too often. Try again in a minute.
   *[other] That was tried too often. Try again in { $count } minutes.
}
login-session-over = Your session has ended. Log in, and what you typed is still there.
login-provider = Log in with your company account
login-forgotten = I forgot my password
forgotten-title = Forgotten password
forgotten-words = Enter your e-mail address. If there is an account with it, we send a link to set a new password.
forgotten-button = Send the link
forgotten-asked = If there is such an account, a mail is on its way. Where this server sends no mail, ask an owner of your company for a link.
resume-title = You are logged in again
resume-words = This is what you typed before your session ended. Check it, and send it.
resume-send = Send it now
start-title = Set up Meridian
start-words = One form, and candidates can be invited. Everything can be changed later.
start-name = Your name
start-company = Your company
start-zone-hint = Type a part of its name, such as Berlin.
start-job = First job
start-job-hint = What people are interviewed for.
start-job-usual = Software engineer
start-template = First interview
start-button = Start
start-api = Read about the API instead
companies-title = Choose a company
companies-words = You administer all companies. Choose the one that you want to look at.
companies-choose = Look at it
companies-none = There is no company yet. Make one with the API.
