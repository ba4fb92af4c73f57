//! Forms as a browser finds them in a page: where they go, and which fields they have.

/// A form of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) action: String,
    /// Whether a second click sends nothing.
    pub(crate) is_sent_once: bool,
    pub(crate) fields: Vec<Field>,
}

/// A field, or a button that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// The type of an input; else the name of the element.
    pub(crate) kind: String,
    pub(crate) value: String,
}

impl Field {
    /// Whether something can be typed into it that stands there again.
    pub(crate) fn is_typed(&self) -> bool {
        !matches!(
            self.kind.as_str(),
            "hidden" | "checkbox" | "radio" | "select" | "password" | "file" | "submit"
        )
    }
}

/// The forms of a page that change something.
pub(crate) fn sheets(page: &str) -> Vec<Sheet> {
    let forms = page.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next());
    forms.filter(|form| tag(form).contains("method=\"post\"")).map(sheet).collect()
}

/// The attributes of an element, up to its end.
fn tag(rest: &str) -> &str {
    rest.split('>').next().unwrap_or_default()
}

fn sheet(form: &str) -> Sheet {
    let mut fields = Vec::new();
    for (element, kind) in [
        ("<input ", None),
        ("<select ", Some("select")),
        ("<textarea ", Some("textarea")),
        ("<button ", None),
    ] {
        for rest in form.split(element).skip(1) {
            let tag = tag(rest);
            let Some(name) = attribute(tag, "name") else { continue };
            let kind =
                kind.map_or_else(|| attribute(tag, "type").unwrap_or_else(|| "text".into()), str::to_owned);
            let chosen = rest.split("</select>").next().filter(|_| kind == "select");
            let chosen = chosen.and_then(|options| {
                let before =
                    options.split(" selected").next().filter(|before| before.len() < options.len())?;
                attribute(before.rsplit("<option").next()?, "value")
            });
            let text = rest.split_once('>').and_then(|(_, rest)| rest.split("</textarea>").next());
            let text = text.filter(|_| kind == "textarea").map(str::to_owned);
            let value = text.or(chosen).or_else(|| attribute(tag, "value")).unwrap_or_default();
            fields.push(Field { name, kind, value });
        }
    }
    let tag = tag(form);
    Sheet {
        action: attribute(tag, "action").unwrap_or_default(),
        is_sent_once: tag.contains("data-once"),
        fields,
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!("{name}=\"")).nth(1)?;
    Some(rest.split('"').next()?.replace("&#38;", "&"))
}
