//! Packs the files of Swagger UI that the documentation page uses, each by itself: with all of them, and none of them packed, the
//! program would be four megabytes larger.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::borrow::Cow;
use std::error::Error;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

const FILES: [&str; 3] = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[expect(clippy::disallowed_methods, reason = "it is the build's environment, not the program's")]
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut archive = zip::ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    for name in FILES {
        let end = format!("/dist/{name}");
        let path = archive.file_names().filter_map(Result::ok).find(|path| path.ends_with(&end));
        let path = path.map(Cow::into_owned);
        let path = path.ok_or_else(|| format!("Swagger UI has no {name}"))?;
        let mut content = Vec::new();
        archive.by_name(&path)?.read_to_end(&mut content)?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&content)?;
        fs::write(folder.join(format!("{name}.gz")), packed.finish()?)?;
    }
    Ok(())
}
