/** The channel's own file of a category: given with the drafts in it, and read back once it is filled in. */
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload, IconFileUpload } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "../i18n/translation.ts";

const TemplateDialog = lazy(() =>
  import("./template-dialog.tsx").then(({ TemplateDialog }) => ({ default: TemplateDialog })),
);

interface Props {
  readonly storeId: string;
  readonly categoryKey: string;
  readonly mayEdit: boolean;
}

export function TemplateMenu({ storeId, categoryKey, mayEdit }: Props) {
  const { t } = useTranslation("listing-drafts");
  const [isReading, setReading] = useState(false);
  const address = (format: "xlsx" | "csv") =>
    `/api/listing-drafts/template?${new URLSearchParams({ storeId, categoryKey, format })}`;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} />}>
            {t("template.title")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(["xlsx", "csv"] as const).map((format) => (
            <Menu.Item
              key={format}
              component="a"
              href={address(format)}
              download
              leftSection={<IconDownload size={16} />}
            >
              {t("template.export", { format: format.toUpperCase() })}
            </Menu.Item>
          ))}
          {mayEdit && (
            <Menu.Item leftSection={<IconFileUpload size={16} />} onClick={() => setReading(true)}>
              {t("template.import")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isReading && (
        <Suspense>
          <TemplateDialog storeId={storeId} categoryKey={categoryKey} onClose={() => setReading(false)} />
        </Suspense>
      )}
    </>
  );
}
