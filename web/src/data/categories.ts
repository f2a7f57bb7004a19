import { hub } from "./hub.ts";
import { readingItems } from "./reading.ts";

/** The tree of products' categories, a parent's children in their order. */
export const categoriesQuery = readingItems(["categories"], () => hub.GET("/api/categories"));
