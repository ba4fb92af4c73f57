//! `#[get("/path")]` and its like: each makes an `http_kit::Endpoint` of the function below it, a type of the function's name.
//!
//! They stand where those of actix-web would, so that `#[utoipa::path]` finds method and path in them as it does there. Those of
//! actix-web make a resource that only its own router takes, which holds each request against one pattern after the other.

use proc_macro::{Delimiter, Group, Ident, TokenStream, TokenTree};

macro_rules! methods {
    ($($name:ident, $method:literal;)*) => {$(
        /// Makes an endpoint for this method of a function; the argument is the pattern of its path.
        #[proc_macro_attribute]
        pub fn $name(pattern: TokenStream, function: TokenStream) -> TokenStream {
            endpoint($method, pattern, function)
        }
    )*};
}

methods! {
    get, "GET";
    post, "POST";
    put, "PUT";
    patch, "PATCH";
    delete, "DELETE";
}

fn endpoint(method: &str, pattern: TokenStream, function: TokenStream) -> TokenStream {
    let Some(Head { visibility, name }) = head(&function) else {
        return tokens("compile_error!(\"an endpoint is made of a function\");");
    };
    let mut route = function;
    route.extend(tokens(&format!("::http_kit::Route::new().to({name})")));
    let mut inside = tokens("const PATTERN: &'static str =");
    inside.extend(pattern);
    inside.extend(tokens(&format!(
        "; fn method() -> ::http_kit::Method {{ ::http_kit::Method::{method} }} fn route() -> ::http_kit::Route"
    )));
    inside.extend(braces(route));

    // `#[utoipa::path]` wants what actix-web's own macros make besides.
    let actix = tokens(
        "fn register(self, config: &mut ::actix_web::dev::AppService) { ::http_kit::register::<Self>(config) }",
    );

    let mut made = tokens("#[allow(non_camel_case_types, reason = \"it is called as its function\")]");
    made.extend(visibility);
    made.extend(tokens("struct"));
    made.extend([TokenTree::Ident(name.clone())]);
    made.extend(tokens("; impl ::http_kit::Endpoint for"));
    made.extend([TokenTree::Ident(name.clone())]);
    made.extend(braces(inside));
    made.extend(tokens("impl ::actix_web::dev::HttpServiceFactory for"));
    made.extend([TokenTree::Ident(name)]);
    made.extend(braces(actix));
    made
}

/// What a function begins with.
struct Head {
    visibility: Vec<TokenTree>,
    name: Ident,
}

fn head(function: &TokenStream) -> Option<Head> {
    let mut tokens = function.clone().into_iter().peekable();
    // Attributes: `#`, then what is in brackets.
    while matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '#') {
        tokens.nth(1);
    }
    let mut visibility = Vec::new();
    if matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word.to_string() == "pub") {
        visibility.extend(tokens.next());
        if matches!(tokens.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
        {
            visibility.extend(tokens.next());
        }
    }
    let is_fn = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word.to_string() == "fn");
    match tokens.skip_while(|token| !is_fn(token)).nth(1)? {
        TokenTree::Ident(name) => Some(Head { visibility, name }),
        _ => None,
    }
}

fn braces(inside: TokenStream) -> [TokenTree; 1] {
    [TokenTree::Group(Group::new(Delimiter::Brace, inside))]
}

/// The tokens of this text, which is one of those above.
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}
