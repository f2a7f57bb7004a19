import { Button } from "@mantine/core";
import { useTranslation } from "../../i18n/translation.ts";

interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  fetchNextPage(): Promise<unknown>;
}

/** Reads on in a list of the plan, while there is more of it. */
export function PlanMore({ pages }: { readonly pages: Pages }) {
  const { t } = useTranslation("integrations");
  if (!pages.hasNextPage) return null;
  return (
    <Button size="xs" variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
      {t("plan.more")}
    </Button>
  );
}
