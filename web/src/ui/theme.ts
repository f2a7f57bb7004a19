/** The look: one accent, neutral greys, four meanings, small radius, borders instead of shadows. */
import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

const sea: MantineColorsTuple = [
  "#e8f6f6",
  "#d2eaeb",
  "#a4d5d7",
  "#72bec2",
  "#49abb0",
  "#2f9fa5",
  "#1b8b92",
  "#0f767d",
  "#0a626a",
  "#045057",
];

const SYSTEM =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "Helvetica Neue", Arial, sans-serif';

/** Darker than the palette goes, where its darkest is still too light. */
const INKS: Readonly<Record<string, string>> = { green: "#1f6630", yellow: "#7a4a00", red: "#b02525" };

/** The light variant's words are dark enough to be read (WCAG AA) on its own tint, in both themes. */
const readable: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  const color = input.color ?? input.theme.primaryColor;
  if (input.variant !== "light" || !(color in input.theme.colors)) return usual;
  const dark = INKS[color] ?? `var(--mantine-color-${color}-9)`;
  return { ...usual, color: `light-dark(${dark}, var(--mantine-color-${color}-1))` };
};

export const theme = createTheme({
  colors: { sea },
  primaryColor: "sea",
  // White is read on it in both themes.
  primaryShade: 7,
  autoContrast: true,
  variantColorResolver: readable,
  fontFamily: SYSTEM,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  headings: {
    fontFamily: SYSTEM,
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.4" },
      h2: { fontSize: "1rem", lineHeight: "1.4" },
      h3: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  // By name alone: the components themselves would be loaded with every page.
  components: {
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 500 } },
    Button: { defaultProps: { size: "sm" } },
    // Its way to hold the page still writes a style the content policy refuses.
    Modal: {
      defaultProps: { centered: true, lockScroll: false, overlayProps: { backgroundOpacity: 0.4 } },
      styles: { title: { fontSize: "1rem", fontWeight: 600 } },
    },
    Drawer: { defaultProps: { lockScroll: false } },
    Paper: { defaultProps: { withBorder: true, shadow: "none" } },
    Table: { defaultProps: { verticalSpacing: "xs", horizontalSpacing: "sm" } },
    Tabs: { defaultProps: { autoContrast: true } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, multiline: true, maw: 320 } },
  },
});
