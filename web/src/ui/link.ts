/** Links to screens that look like text, buttons and menu items; reading ahead on hover like every link. */
import { ActionIcon, Anchor, Button, Menu } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

export const LinkAnchor = createLink(Anchor<"a">);
export const LinkButton = createLink(Button<"a">);
export const LinkIcon = createLink(ActionIcon<"a">);
export const LinkMenuItem = createLink(Menu.Item<"a">);
