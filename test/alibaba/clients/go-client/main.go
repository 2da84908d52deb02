// Lists every session that DescribeTerminalSessions shows, through Alibaba Cloud's SDK for Go.
//
// Reads {"endpoint", "region", "accessKeyId", "accessKeySecret", "pageSize"} as JSON from stdin. Prints
// {"pages", "sessions"} with the sessions as the SDK serializes them, or {"code"} with the code of the service's error.
package main

import (
	"encoding/json"
	"errors"
	"log"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	ecs "github.com/alibabacloud-go/ecs-20140526/v7/client"
	"github.com/alibabacloud-go/tea/tea"
)

type asked struct {
	Endpoint        string
	Region          string
	AccessKeyId     string
	AccessKeySecret string
	PageSize        int32
}

type answer struct {
	Code     string                                                     `json:"code,omitempty"`
	Pages    int                                                        `json:"pages"`
	Sessions []*ecs.DescribeTerminalSessionsResponseBodySessionsSession `json:"sessions"`
}

func main() {
	var request asked
	if err := json.NewDecoder(os.Stdin).Decode(&request); err != nil {
		log.Fatal(err)
	}
	listed, err := listSessions(request)
	var refused *tea.SDKError
	if errors.As(err, &refused) {
		listed = answer{Code: tea.StringValue(refused.Code)}
	} else if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(listed); err != nil {
		log.Fatal(err)
	}
}

func listSessions(request asked) (answer, error) {
	client, err := ecs.NewClient(&openapi.Config{
		AccessKeyId:     &request.AccessKeyId,
		AccessKeySecret: &request.AccessKeySecret,
		Endpoint:        &request.Endpoint,
		Protocol:        tea.String("HTTP"),
		RegionId:        &request.Region,
	})
	if err != nil {
		return answer{}, err
	}
	var listed answer
	var token *string
	for {
		response, err := client.DescribeTerminalSessions(&ecs.DescribeTerminalSessionsRequest{
			RegionId:   &request.Region,
			MaxResults: &request.PageSize,
			NextToken:  token,
		})
		if err != nil {
			return answer{}, err
		}
		listed.Pages++
		listed.Sessions = append(listed.Sessions, response.Body.Sessions.Session...)
		token = response.Body.NextToken
		if tea.StringValue(token) == "" {
			return listed, nil
		}
	}
}
