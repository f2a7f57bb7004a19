/** The product's description as it will look, or as HTML for whoever wants to see it. */
import { Button, Skeleton, Textarea } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";

const RichText = lazy(async () => ({ default: (await import("./rich-text/rich-text.tsx")).RichText }));

interface Props {
  /** Absent: the description itself. */
  readonly label?: string;
  readonly html: string;
  readonly isEditable: boolean;
  readonly error: string | undefined;
  onChange(html: string): void;
}

export function Description({ label: named, html, isEditable, error, onChange }: Props) {
  const { t } = useTranslation("products");
  const [isSource, setSource] = useState(false);
  const label = named ?? t("fields.description");
  const other = (
    <Button size="compact-xs" variant="subtle" onClick={() => setSource(!isSource)}>
      {t(isSource ? "fields.asText" : "fields.asHtml")}
    </Button>
  );
  if (isSource)
    return (
      <div>
        <Textarea
          label={label}
          description={t("fields.descriptionHelp")}
          {...boundText(html, onChange)}
          error={error}
          readOnly={!isEditable}
          autosize
          minRows={5}
          maxRows={16}
          className="code"
        />
        {other}
      </div>
    );
  return (
    <Suspense fallback={<Skeleton h={190} animate={false} />}>
      <RichText label={label} value={html} isEditable={isEditable} error={error} aside={other} onChange={onChange} />
    </Suspense>
  );
}
