//! The description of the routes (OpenAPI), written from the table of
//! [`crate::permissions`] and the types that handlers read and write. Printed by
//! `doorstep-server openapi`, held by `docs/openapi.json`; the console's client is
//! generated from it.

use crate::{
    http::describe::{Shape, Shapes, shapes},
    permissions::{ALL, Access, Operation},
};
use doorstep_protocol::problem::MEDIA_TYPE;
use http::Method;
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::openapi::{
    Components, Content, HttpMethod, Info, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, Paths, Ref,
    RefOr, Required, ResponseBuilder, Responses, SecurityRequirement,
    extensions::{Extensions, ExtensionsBuilder},
    path::{OperationBuilder, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
    schema::{ComponentsBuilder, Schema, Type},
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

const JSON: &str = "application/json";
const BEARER: &str = "bearer";

/// The description as pretty JSON with a newline at its end; the same text every time.
pub fn text() -> Result<String, serde_json::Error> {
    Ok(document().to_pretty_json()? + "\n")
}

fn document() -> OpenApi {
    let mut schemas = BTreeMap::from([("Problem".to_owned(), problem())]);
    let mut paths = Paths::new();
    for operation in ALL {
        let shapes = shapes(operation).unwrap_or_default();
        for shape in [&shapes.takes, &shapes.gives].into_iter().flatten() {
            schemas.extend(shape.schemas.iter().cloned());
        }
        let item = PathItem::new(method(&operation.method), describe(operation, shapes));
        match paths.paths.get_mut(operation.path) {
            Some(there) => there.merge_operations(item),
            None => {
                paths.paths.insert(operation.path.to_owned(), item);
            }
        }
    }
    let mut info = Info::new("Doorstep county server", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Bodies may be zstd both ways. Every failure is a problem document (RFC 9457) with a stable `code`."
            .to_owned(),
    );
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components(schemas))).build()
}

fn components(schemas: BTreeMap<String, RefOr<Schema>>) -> Components {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(BEARER, SecurityScheme::Http(bearer))
        .build()
}

fn problem() -> RefOr<Schema> {
    let text = |word: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(word));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("RFC 9457; never holds personal data."))
        .property("type", text("`urn:doorstep:problem:CODE`"))
        .property("title", text("For developers."))
        .property("status", ObjectBuilder::new().schema_type(Type::Integer).description(Some("HTTP status.")))
        .property("code", text("Stable."))
        .property("field", text("The field at fault, where one is."))
        .required("type")
        .required("title")
        .required("status")
        .required("code")
        .build()
        .into()
}

fn describe(operation: &Operation, Shapes { takes, gives, file, query }: Shapes) -> OperationBuilder {
    let mut description = OperationBuilder::new()
        .operation_id(Some(operation.id))
        .summary(Some(operation.summary))
        .responses(responses(gives, file))
        .extensions(Some(extensions(operation)));
    if operation.access != Access::Public {
        description = description.security(SecurityRequirement::new(BEARER, Vec::<String>::new()));
    }
    for name in operation.path.split(['{', '}']).skip(1).step_by(2) {
        let parameter = parameter(name, ParameterIn::Path).required(Required::True);
        description = description.parameter(parameter);
    }
    for (name, word) in query {
        description = description.parameter(parameter(name, ParameterIn::Query).description(Some(*word)));
    }
    match takes {
        Some(takes) => {
            let body = RequestBodyBuilder::new()
                .content(JSON, content(takes))
                .required(Some(Required::True))
                .build();
            description.request_body(Some(body))
        }
        None => description,
    }
}

fn parameter(name: &str, place: ParameterIn) -> ParameterBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    ParameterBuilder::new().name(name).parameter_in(place).schema(Some(Schema::Object(text)))
}

fn responses(gives: Option<Shape>, file: Option<&str>) -> Responses {
    let good = match (gives, file) {
        (None, Some(kind)) => {
            let bytes = ObjectBuilder::new().schema_type(Type::String).build();
            let content = Content::new(Some(Schema::Object(bytes)));
            ("2XX", ResponseBuilder::new().description("Done.").content(kind, content))
        }
        (Some(gives), _) => {
            ("2XX", ResponseBuilder::new().description("Done.").content(JSON, content(gives)))
        }
        (None, None) => ("204", ResponseBuilder::new().description("Done.")),
    };
    let refused = Content::new(Some(Ref::from_schema_name("Problem")));
    let bad = ResponseBuilder::new().description("Not done.").content(MEDIA_TYPE, refused);
    let mut responses = Responses::new();
    responses.responses.insert(good.0.to_owned(), good.1.build().into());
    responses.responses.insert("default".to_owned(), bad.build().into());
    responses
}

fn content(shape: Shape) -> Content {
    Content::new(Some(shape.body))
}

/// Who may ask, and the event that it leaves. One member only: utoipa keeps several in no order.
fn extensions(operation: &Operation) -> Extensions {
    let access = match operation.access {
        Access::Public => json!("public"),
        Access::Phone => json!("phone"),
        Access::Posts(posts) => posts.iter().map(|post| post.as_str()).collect(),
    };
    ExtensionsBuilder::new().add("x-doorstep", json!({ "access": access, "audit": operation.audit })).build()
}

fn method(method: &Method) -> HttpMethod {
    match *method {
        Method::POST => HttpMethod::Post,
        Method::DELETE => HttpMethod::Delete,
        Method::PUT => HttpMethod::Put,
        Method::PATCH => HttpMethod::Patch,
        Method::HEAD => HttpMethod::Head,
        Method::OPTIONS => HttpMethod::Options,
        _ => HttpMethod::Get,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    #[test]
    fn every_operation_says_what_it_takes_and_gives() {
        for operation in ALL {
            assert!(shapes(operation).is_some(), "{} has no line in http/describe.rs", operation.id);
        }
        assert!(text().unwrap() == text().unwrap(), "the description comes out the same every time");
    }

    /// The console's client is generated from the committed description.
    #[test]
    fn the_committed_description_is_what_the_server_says() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
        let committed = fs::read_to_string(committed).unwrap_or_default();
        assert!(committed == text().unwrap(), "run `cargo xtask openapi` and commit docs/openapi.json");
    }
}
