import { hub } from "./hub.ts";
import { reading } from "./reading.ts";

/** Who works in the organization. */
export const membersQuery = reading(["settings", "members"], () => hub.GET("/api/members"));
