/** Who may make an account on this hub, and whether it sends e-mails. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

export const signUpQuery = queryOptions({
  queryKey: ["sign-up"],
  queryFn: () => body(hub.GET("/api/sign-up")),
});
