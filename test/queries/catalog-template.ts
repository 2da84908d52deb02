// The synthesized template of the catalog.
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { SessionCatalog, type SessionCatalogProps } from '../../lib/catalog/session-catalog';

export function catalogTemplate(props: Partial<SessionCatalogProps> = {}): Template {
  const stack = new Stack(new App(), 'Stack');
  new SessionCatalog(stack, 'Catalog', { bucket: new Bucket(stack, 'Bucket'), ...props });
  return Template.fromStack(stack);
}

export interface PrestoView {
  readonly originalSql: string;
  readonly catalog: string;
  readonly schema: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment: string }[];
  readonly comment: string;
  readonly runAsInvoker: boolean;
}

/** A view in the template, decoded. */
export function prestoViewOf(template: Template, name = 'sessions'): PrestoView {
  const [view] = Object.values(template.findResources('AWS::Glue::Table')).filter(
    ({ Properties: properties }: { Properties?: { TableInput?: { TableType?: string; Name?: string } } }) =>
      properties?.TableInput?.TableType === 'VIRTUAL_VIEW' && properties.TableInput.Name === name,
  ) as { Properties: { TableInput: { ViewOriginalText: string } } }[];
  const base64 = /^\/\* Presto View: (.+) \*\/$/.exec(view?.Properties.TableInput.ViewOriginalText ?? '')?.[1];
  return JSON.parse(Buffer.from(base64 ?? '', 'base64').toString()) as PrestoView;
}
