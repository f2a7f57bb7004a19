/** Who may make an account on this hub, and whether it sends e-mails. */
import { hub } from "./hub.ts";
import { reading } from "./reading.ts";

export const signUpQuery = reading(["sign-up"], () => hub.GET("/api/sign-up"));
