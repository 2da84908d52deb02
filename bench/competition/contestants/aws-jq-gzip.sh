# The AWS CLI, which reads all pages, for both states, through jq and gzip: bash aws-jq-gzip.sh PYTHON FILE
set -euo pipefail
for state in Active History; do
  "$1" -m awscli ssm describe-sessions --state "$state" --page-size 200 --output json | jq --compact-output '.Sessions[]'
done | gzip >"$2"
