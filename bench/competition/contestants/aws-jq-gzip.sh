# The AWS CLI pages by itself; both states, as people write it: bash aws-jq-gzip.sh PYTHON FILE
set -euo pipefail
for state in Active History; do
  "$1" -m awscli ssm describe-sessions --state "$state" --page-size 200 --output json | jq --compact-output '.Sessions[]'
done | gzip >"$2"
