/** Creates a product. Running it twice makes one product: a SKU that is taken is said, not repeated. */
import { body, createHub, Problem } from "@argosy/client";

const hub = createHub({ url: process.env["ARGOSY_URL"] ?? "", apiKey: process.env["ARGOSY_KEY"] ?? "" });

try {
  const product = await body(
    hub.POST("/api/products", {
      body: { title: "Mug", variants: [{ sku: "MUG-1", priceMinor: 1250 }] },
    }),
  );
  console.log("Created", product.title);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.log("Not created:", error.code);
}
