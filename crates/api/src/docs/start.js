// Shows this server's document. No validator: it would send the document to somebody else's server.
// The server's address may have a path.
const here = new URL(document.currentScript.src).pathname.replace(/\/api\/docs\/[^/]*$/, "");
SwaggerUIBundle({
  url: `${here}/api/openapi.json`,
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
});
