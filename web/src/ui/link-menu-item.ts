/** A menu's entry that leads to a screen; apart from the other links, which every page loads. */
import { Menu } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

export const LinkMenuItem = createLink(Menu.Item.withProps({ component: "a" }) as typeof Menu.Item<"a">);
