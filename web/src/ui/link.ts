/** Links to screens that look like text, and buttons; reading ahead on hover like every link. */
import { ActionIcon, Anchor, Button } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

export const LinkAnchor = createLink(Anchor<"a">);
// Without `component` these draw a button, which no one can open in another tab.
export const LinkButton = createLink(Button.withProps({ component: "a" }) as typeof Button<"a">);
export const LinkIcon = createLink(ActionIcon.withProps({ component: "a" }) as typeof ActionIcon<"a">);
