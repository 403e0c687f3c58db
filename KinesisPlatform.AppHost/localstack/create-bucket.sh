#!/bin/sh
# Run by LocalStack when it is ready: the platform expects its bucket to exist.
awslocal s3api create-bucket --bucket "$BUCKET"
