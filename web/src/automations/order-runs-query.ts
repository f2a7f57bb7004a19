/** Apart from the other queries of rules, which bring the reader of rules with them. */
import { hub, ofId } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export const productRunsQuery = (productId: string) =>
  reading(["products", productId, "automations"], () => hub.GET("/api/products/{id}/automations", ofId(productId)));

export const orderRunsQuery = (orderId: string) =>
  reading(["orders", orderId, "automations"], () => hub.GET("/api/orders/{id}/automations", ofId(orderId)));
