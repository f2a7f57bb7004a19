import { Stack } from "@mantine/core";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";

interface Props {
  readonly figures: Shape<"SalesFigures">;
  readonly currency: string;
}

/** Amounts that are in no sum: currencies without a rate, totals a platform hides. */
export function NotInTheSum({ figures, currency }: Props) {
  const { t } = useTranslation("home");
  const { money, list } = useFormat();
  if (figures.apart.length === 0 && figures.withoutTotal === 0) return null;
  const amounts = list(figures.apart.map((each) => money(each.netMinor, each.currency)));
  const count = figures.apart.reduce((sum, each) => sum + each.orders, 0);
  return (
    <Stack gap={2}>
      {figures.apart.length > 0 && (
        <Quiet size="xs">
          {t("sales.apart", { count, amounts, currency })}{" "}
          <LinkAnchor to="/settings" size="xs" underline="always">
            {t("sales.setRate")}
          </LinkAnchor>
        </Quiet>
      )}
      {figures.withoutTotal > 0 && <Quiet size="xs">{t("sales.hidden", { count: figures.withoutTotal })}</Quiet>}
    </Stack>
  );
}
